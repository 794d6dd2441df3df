/**
 * Limits how many tasks run at once; waiting tasks are admitted in the order in which they came.
 * @param permits how many tasks may run at once
 * @returns acquires a permit, waiting for one if necessary, and resolves with the function that releases it
 */
export function semaphore(permits = 1): () => Promise<() => void> {
  let free = permits;
  const waiting: (() => void)[] = [];
  return async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      const admitNext = waiting.shift();
      if (admitNext) admitNext();
      else free += 1;
    };
  };
}
