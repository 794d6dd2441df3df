/**
 * Keeps what takes long to make, the newest of each place: made when it is first asked for, once for all who ask meanwhile,
 * and anew only when what it is made from has changed. A failure is not kept: whoever asks next gets another try.
 */
export function memo<T>(): (place: string, from: string, make: () => Promise<T>) => Promise<T> {
  const kept = new Map<string, { from: string; made: Promise<T> }>();
  return (place, from, make) => {
    const known = kept.get(place);
    if (known?.from === from) return known.made;
    const made = make();
    kept.set(place, { from, made });
    made.catch(() => kept.get(place)?.made === made && kept.delete(place));
    return made;
  };
}
