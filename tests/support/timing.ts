import { setTimeout as sleep } from 'node:timers/promises';

/** The value below which so many hundredths of all lie. */
export function percentile(values: number[], hundredths: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * hundredths) / 100))] ?? 0;
}

/** Waits until it holds. @returns after how many milliseconds; nothing where it does not in time */
export async function until(
  holds: () => Promise<boolean> | boolean,
  withinMs: number,
  everyMs = 100,
): Promise<number | null> {
  const since = performance.now();
  while (!(await holds())) {
    if (performance.now() - since > withinMs) return null;
    await sleep(everyMs);
  }
  return performance.now() - since;
}

/** Waits for what nothing but time brings about: a person's pace, a page that grows old. */
export async function untilElapsed(ms: number, since = performance.now()): Promise<void> {
  await until(() => performance.now() - since >= ms, Number.POSITIVE_INFINITY, 20);
}
