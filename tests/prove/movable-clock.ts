import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bring } from '@/tests/support/programs';
import { until } from './load';

export type MovableClock = {
  /** The settings that make a process use this clock. */
  settings: Record<string, string>;
  /** Sets the offset of the clock from the machine's clock, and waits until the site at `origin` uses it. */
  put(ms: number, origin: string): Promise<void>;
  stop(): void;
};

/** A clock that can be moved while a process uses it. The timers of the process are not affected. */
export function startMovableClock(): MovableClock {
  const folder = mkdtempSync(join(tmpdir(), 'clock-'));
  const faketime = bring('faketime', 'faketime');
  const library = execFileSync(faketime, ['-m', '-f', '+0', 'printenv', 'LD_PRELOAD'], { encoding: 'utf8' });
  const file = join(folder, 'clock');
  const write = (ms: number) => writeFileSync(file, `${ms < 0 ? '' : '+'}${ms / 1_000}\n`);
  write(0);
  return {
    settings: {
      LD_PRELOAD: library.trim(),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      FAKETIME_DONT_RESET: '1',
    },
    async put(ms, origin) {
      write(ms);
      const shown = async () =>
        Date.parse((await fetch(`${origin}/health`)).headers.get('date') ?? '') - Date.now();
      await until(async () => Math.abs((await shown()) - ms) < 3_000, 10_000);
    },
    stop: () => rmSync(folder, { recursive: true, force: true }),
  };
}
