import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { bundled } from '../support/bundle';

describe('a program that logs its last words and ends', () => {
  let child: ChildProcess | undefined;
  afterEach(() => child?.kill('SIGKILL'));

  /** It logs when its input ends. */
  const program = async (lines: number): Promise<ChildProcess> => {
    const file = await bundled('tests/support/last-words.ts');
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
    // The socket between the two holds about 280 lines; more of them would be lost where the reader comes late.
    const speaker = await program(200);
    let said = '';
    speaker.stdout?.on('data', (chunk) => (said += chunk));
    speaker.stdin?.end();
    await once(speaker, 'close');
    const lines = said.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).line)).toEqual(lines.map((_, index) => index + 1));
    expect(lines).toHaveLength(200);
  }, 15_000);
});
