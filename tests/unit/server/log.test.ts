import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { describeError, LoggableError, log, printWithoutValues } from '@/lib/server/log';
import { bundled } from '../../support/bundle';

describe('a program that logs its last words and ends', () => {
  let child: ChildProcess | undefined;
  afterEach(() => child?.kill('SIGKILL'));

  /** It logs when its input ends. */
  const program = async (lines: number): Promise<ChildProcess> => {
    const file = await bundled('tests/support/log-and-exit.ts');
    child = spawn(process.execPath, [file, String(lines)], { stdio: ['pipe', 'pipe', 'ignore'] });
    return child;
  };

  it('ends where nobody reads the log any more', async () => {
    const speaker = await program(3);
    speaker.stdout?.destroy();
    speaker.stdin?.end();
    expect(await once(speaker, 'exit')).toEqual([143, null]);
  }, 15_000);

  it('ends where somebody holds the log and does not read on', async () => {
    const speaker = await program(50_000);
    speaker.stdin?.end();
    expect(await once(speaker, 'exit')).toEqual([143, null]);
  }, 15_000);

  it('has said all of them to whoever reads', async () => {
    // What the socket between the two does not hold would be lost where the reader comes late: it holds at least 170 lines.
    const speaker = await program(100);
    let said = '';
    speaker.stdout?.on('data', (chunk) => (said += chunk));
    speaker.stdin?.end();
    await once(speaker, 'close');
    const lines = said.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).line)).toEqual(lines.map((_, index) => index + 1));
    expect(lines).toHaveLength(100);
  }, 15_000);
});

describe('an error in the log', () => {
  const mark = 'xmark@example.org';

  it('has its name, its code and where it happened, and neither its message nor what hangs on it', () => {
    const error = Object.assign(new TypeError(`Recipient <${mark}> rejected`), {
      code: 'EENVELOPE',
      response: `550 5.1.1 <${mark}>: unknown`,
      rejected: [mark],
    });
    const said = describeError(error);
    expect(Object.keys(said)).toEqual(['name', 'code', 'stack']);
    expect(said).toMatchObject({ name: 'TypeError', code: 'EENVELOPE' });
    expect(said.stack).toMatch(/^ {4}at .*log\.test\.ts:\d+:\d+/);
    expect(JSON.stringify(said)).not.toContain('xmark');
  });

  it('keeps no line of a message that has several, also where one looks like a place in the code', () => {
    const error = new Error(`first\n    at ${mark} (/xmark/file.ts:1:1)\nlast xmark`);
    expect(JSON.stringify(describeError(error))).not.toContain('xmark');
  });

  it('keeps a message of our own, which holds no value', () => {
    const error = new LoggableError('pg_dump failed', { cause: new Error(mark) });
    expect(describeError(error)).toMatchObject({ message: 'pg_dump failed', cause: { name: 'Error' } });
    expect(JSON.stringify(describeError(error))).not.toContain('xmark');
  });

  it('is the same whatever was thrown, and ends where causes go round', () => {
    expect(describeError(mark)).toEqual({ name: 'string' });
    expect(describeError(null)).toEqual({ name: 'object' });
    expect(describeError({ name: mark, code: mark, kind: 'postgres', originalCode: '23505' })).toEqual({
      name: 'postgres',
      code: '23505',
    });
    const error = new Error('x');
    error.cause = error;
    expect(JSON.stringify(describeError(error)).match(/"name"/g)).toHaveLength(6);
  });

  it('is written in this way however it is handed over, and printed so where others print it', () => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    log.error({ event: 'surprise', err: new Error(mark) });
    log.error(new Error(mark), `about ${mark}`);
    const lines = write.mock.calls.map(([line]) => String(line));
    write.mockRestore();
    const printed: unknown[] = [];
    const target = { error: (...words: unknown[]) => printed.push(words), warn: () => {} };
    printWithoutValues(target);
    target.error('Failed to handle request for /ar/registration/xmark', new Error(mark));
    target.error('Failed to start server');
    expect(lines).toHaveLength(2);
    expect(printed).toEqual([
      [
        'Failed to handle request for …',
        expect.stringMatching(/^\{"level":50,"event":"printed","err":\{"name":"Error"/),
      ],
      ['Failed to start server'],
    ]);
    expect([...lines, ...printed.flat()].join()).not.toContain('xmark');
  });
});
