/** Units of time in milliseconds. */
export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/**
 * Parses an instant.
 * @param text ISO 8601 with an offset, such as `2024-01-25T00:00:00+04:00`. Without an offset its meaning would depend on the
 *   time zone of the machine.
 * @throws RangeError if the text has no offset, or names a day or time that does not exist
 */
export function instant(text: string): Date {
  const [day] = text.split('T');
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) {
    throw new RangeError(`not an instant with an offset: ${text}`);
  }
  const at = new Date(text);
  // `new Date` reads 31 February as 2 March.
  const isRealDay = new Date(`${day}T00:00:00Z`).toISOString().startsWith(String(day));
  if (Number.isNaN(at.getTime()) || !isRealDay) throw new RangeError(`no such day or time: ${text}`);
  return at;
}

/** The instant `ms` milliseconds later; earlier if `ms` is negative. */
export const later = (at: Date, ms: number): Date => new Date(at.getTime() + ms);
