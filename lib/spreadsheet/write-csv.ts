import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { withoutFormulas } from './formulas.mjs';

/**
 * Writes a table as CSV (RFC 4180) in UTF-8, row by row. Excel recognizes UTF-8 by the byte order mark. Cells are protected
 * against formula injection.
 */
export function csv(headings: string[], rows: AsyncIterable<string[]>): Readable {
  async function* allRows() {
    yield headings;
    for await (const row of rows) yield row.map((cell, column) => withoutFormulas(cell, column === 0));
  }
  // A line break inside a cell is quoted: with Windows line ends the package quotes no other kind, at which programs begin a new row.
  const stream = stringify({ bom: true, record_delimiter: 'windows', quoted_match: /[\r\n]/ });
  const source = Readable.from(allRows());
  source.on('error', (error) => stream.destroy(error));
  return source.pipe(stream);
}
