import { setImmediate } from 'node:timers/promises';

/** An event-loop tick shorter than this (ms) means that no request is waiting. */
const IDLE_TICK_MS = 2;
/** How long to yield at most, however busy the process is. */
const MAX_YIELD_MS = 1_000;

/**
 * Lets waiting requests run first. Long work calls this between its steps, because the embedded database answers synchronously:
 * `await` alone would not let any request in.
 */
export async function yieldToEventLoop(): Promise<void> {
  const startedAt = performance.now();
  let tickStartedAt: number;
  do {
    tickStartedAt = performance.now();
    await setImmediate();
  } while (performance.now() - tickStartedAt >= IDLE_TICK_MS && performance.now() - startedAt < MAX_YIELD_MS);
}
