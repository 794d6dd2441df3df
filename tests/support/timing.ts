import { setTimeout as sleep } from 'node:timers/promises';

/** The value below which this percentage of the values is. */
export function percentile(values: number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0;
}

/** Waits until a condition is true. @returns after how many milliseconds; `null` if it is not true within `withinMs` */
export async function until(
  condition: () => Promise<boolean> | boolean,
  withinMs: number,
  everyMs = 100,
): Promise<number | null> {
  const since = performance.now();
  while (!(await condition())) {
    if (performance.now() - since > withinMs) return null;
    await sleep(everyMs);
  }
  return performance.now() - since;
}

/** Waits until this time has passed since an instant; for what only time brings about, such as the age of a page. */
export async function untilElapsed(ms: number, since = performance.now()): Promise<void> {
  await until(() => performance.now() - since >= ms, Number.POSITIVE_INFINITY, 20);
}
