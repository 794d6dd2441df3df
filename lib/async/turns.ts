import { setImmediate, setTimeout as sleep } from 'node:timers/promises';

/**
 * First come, first served.
 * @param places how many may go on at once
 * @returns waits for a place and resolves with the function that gives it to the next
 */
export function semaphore(places = 1): () => Promise<() => void> {
  let free = places;
  const waiting: (() => void)[] = [];
  return async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    let isDone = false;
    return () => {
      if (isDone) return;
      isDone = true;
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    };
  };
}

/** A turn of the event loop that is shorter than this had no work for anybody, in milliseconds. */
const QUIET_MS = 2;
/** Whoever gives way waits no longer than this, in milliseconds, however busy the process is. */
const MOST_MS = 1_000;

/**
 * Long work done a part at a time gives way between two parts: others who wait are answered first. The embedded database answers
 * at once, so nothing else would let them in.
 */
export async function yieldToEventLoop(): Promise<void> {
  const since = performance.now();
  let before: number;
  do {
    before = performance.now();
    await setImmediate();
  } while (performance.now() - before >= QUIET_MS && performance.now() - since < MOST_MS);
}

/**
 * What comes within a short time goes together, as one piece of work.
 * @param ms for how long others are waited for
 * @returns hands one over, and resolves or fails with the work that it was part of
 */
export function batch<T>(work: (several: T[]) => Promise<void>, ms: number): (one: T) => Promise<void> {
  let waiting: T[] = [];
  let ended: Promise<void> | null = null;
  const soon = async () => {
    await sleep(ms);
    const several = waiting;
    waiting = [];
    ended = null;
    await work(several);
  };
  return (one) => {
    waiting.push(one);
    ended ??= soon();
    return ended;
  };
}
