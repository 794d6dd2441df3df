/**
 * First come, first served.
 * @param places how many may go on at once
 * @returns waits for a place and resolves with the function that gives it to the next
 */
export function turns(places = 1): () => Promise<() => void> {
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
