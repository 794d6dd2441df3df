/** Units of time in milliseconds. */
export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/**
 * An exact instant from its text.
 * @param text ISO 8601 with an offset, such as `2024-01-25T00:00:00+04:00`: without one it would mean another moment on
 *   every machine.
 * @throws RangeError when the text is no such instant.
 */
export function instant(text: string): Date {
  const [day] = text.split('T');
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) {
    throw new RangeError(`not an instant with an offset: ${text}`);
  }
  const at = new Date(text);
  // The machine takes 31 February for 2 March.
  const isRealDay = new Date(`${day}T00:00:00Z`).toISOString().startsWith(String(day));
  if (Number.isNaN(at.getTime()) || !isRealDay) throw new RangeError(`no such day or time: ${text}`);
  return at;
}

/** The instant some milliseconds later (or earlier, when negative). */
export const later = (at: Date, ms: number): Date => new Date(at.getTime() + ms);
