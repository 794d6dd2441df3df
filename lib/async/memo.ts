/**
 * Keeps what takes long to make, the newest of each place: made when it is first asked for, once for all who ask meanwhile,
 * and anew only when what it is made from has changed. A failure is not kept: whoever asks next gets another try.
 */
export function memo<T>(): (key: string, version: string, make: () => Promise<T>) => Promise<T> {
  const entries = new Map<string, { version: string; made: Promise<T> }>();
  return (key, version, make) => {
    const cached = entries.get(key);
    if (cached?.version === version) return cached.made;
    const made = make();
    entries.set(key, { version, made });
    made.catch(() => entries.get(key)?.made === made && entries.delete(key));
    return made;
  };
}
