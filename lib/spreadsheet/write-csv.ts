import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { withoutFormulas } from './formulas.mjs';

/**
 * A table as CSV (RFC 4180), row by row, with the byte order mark by which Excel recognizes UTF-8; no cell holds a formula.
 */
export function csv(head: string[], rows: AsyncIterable<string[]>): Readable {
  async function* lines() {
    yield head;
    for await (const row of rows) yield row.map((cell, column) => withoutFormulas(cell, column === 0));
  }
  const stream = stringify({ bom: true, record_delimiter: 'windows' });
  const source = Readable.from(lines());
  source.on('error', (error) => stream.destroy(error));
  return source.pipe(stream);
}
