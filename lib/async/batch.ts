import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Collects items that arrive within a short time and processes them together.
 * @param work called once with all items of a batch
 * @param waitMs how long a batch collects further items after its first one
 * @returns adds an item to the next batch; resolves or rejects with the processing of that batch
 */
export function batch<T>(work: (items: T[]) => Promise<void>, waitMs: number): (item: T) => Promise<void> {
  let pending: T[] = [];
  let nextBatch: Promise<void> | null = null;
  const workLater = async () => {
    await sleep(waitMs);
    const items = pending;
    pending = [];
    nextBatch = null;
    await work(items);
  };
  return (item) => {
    pending.push(item);
    nextBatch ??= workLater();
    return nextBatch;
  };
}
