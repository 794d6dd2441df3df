/** Few enough parameters for one statement in any database. */
const MOST = 500;

/** Divides ids into parts, each for one statement. */
export function* inParts(ids: string[]): Generator<string[]> {
  for (let start = 0; start < ids.length; start += MOST) yield ids.slice(start, start + MOST);
}
