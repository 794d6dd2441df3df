import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { describeError, LoggableError, log, redactConsole } from '@/lib/server/log';
import { bundled } from '../../support/bundle';

describe('a program that logs and then exits', () => {
  let child: ChildProcess | undefined;
  afterEach(() => child?.kill('SIGKILL'));

  /** It logs when its input ends. */
  const program = async (lines: number): Promise<ChildProcess> => {
    const file = await bundled('tests/support/log-and-exit.ts');
    child = spawn(process.execPath, [file, String(lines)], { stdio: ['pipe', 'pipe', 'ignore'] });
    return child;
  };

  it('exits when nobody reads the log any more', async () => {
    const logger = await program(3);
    logger.stdout?.destroy();
    logger.stdin?.end();
    expect(await once(logger, 'exit')).toEqual([143, null]);
  }, 15_000);

  it('exits when a reader holds the log open without reading', async () => {
    const logger = await program(50_000);
    logger.stdin?.end();
    expect(await once(logger, 'exit')).toEqual([143, null]);
  }, 15_000);

  it('has written all lines for a reader', async () => {
    // Lines that do not fit into the socket would be lost if the reader comes late. It holds at least 170 lines.
    const logger = await program(100);
    let output = '';
    logger.stdout?.on('data', (chunk) => (output += chunk));
    logger.stdin?.end();
    await once(logger, 'close');
    const lines = output.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).line)).toEqual(lines.map((_, index) => index + 1));
    expect(lines).toHaveLength(100);
  }, 15_000);
});

describe('an error in the log', () => {
  const mark = 'xmark@example.org';

  it('has its name, its code and its place in the code, but neither its message nor its properties', () => {
    const error = Object.assign(new TypeError(`Recipient <${mark}> rejected`), {
      code: 'EENVELOPE',
      response: `550 5.1.1 <${mark}>: unknown`,
      rejected: [mark],
    });
    const described = describeError(error);
    expect(Object.keys(described)).toEqual(['name', 'code', 'stack']);
    expect(described).toMatchObject({ name: 'TypeError', code: 'EENVELOPE' });
    expect(described.stack).toMatch(/^ {4}at .*log\.test\.ts:\d+:\d+/);
    expect(JSON.stringify(described)).not.toContain('xmark');
  });

  it('keeps no line of a message of several lines, even if one looks like a stack frame', () => {
    const error = new Error(`first\n    at ${mark} (/xmark/file.ts:1:1)\nlast xmark`);
    expect(JSON.stringify(describeError(error))).not.toContain('xmark');
  });

  it('keeps a message of our own code, which contains no values', () => {
    const error = new LoggableError('pg_dump failed', { cause: new Error(mark) });
    expect(describeError(error)).toMatchObject({ message: 'pg_dump failed', cause: { name: 'Error' } });
    expect(JSON.stringify(describeError(error))).not.toContain('xmark');
  });

  it('looks the same whatever was thrown, and ends where causes form a cycle', () => {
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

  it('is written this way however it is passed, and in output of other code too', () => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    log.error({ event: 'surprise', err: new Error(mark) });
    log.error(new Error(mark), `about ${mark}`);
    const lines = write.mock.calls.map(([line]) => String(line));
    write.mockRestore();
    const printed: unknown[] = [];
    const target = { error: (...words: unknown[]) => printed.push(words), warn: () => {} };
    redactConsole(target);
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
