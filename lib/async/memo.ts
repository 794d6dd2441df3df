/**
 * Caches results that take long to compute: the latest one for each key. Concurrent calls share one computation. It is repeated
 * only when the version changes. A rejected promise is not cached, so that the next call tries again.
 * @returns called with a key, the version of what the result is computed from, and the computation
 */
export function memo<T>(): (key: string, version: string, compute: () => Promise<T>) => Promise<T> {
  const cache = new Map<string, { version: string; result: Promise<T> }>();
  return (key, version, compute) => {
    const cached = cache.get(key);
    if (cached?.version === version) return cached.result;
    const result = compute();
    cache.set(key, { version, result });
    result.catch(() => cache.get(key)?.result === result && cache.delete(key));
    return result;
  };
}
