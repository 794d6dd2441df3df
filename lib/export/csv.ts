import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { Locale } from '@/lib/locale';
import type { Listed } from '@/lib/registration/queries';
import { withoutFormulas } from '@/lib/spreadsheet/formulas.mjs';
import { exportColumns } from './columns';

/**
 * The registrations as RFC 4180 asks, with the byte order mark by which Excel recognizes UTF-8, made while they are read.
 * @param parts a few registrations at a time
 */
export function registrationsAsCsv(parts: AsyncIterable<Listed[]>, locale: Locale): Readable {
  const columns = exportColumns(locale);
  return csv(
    columns.map(({ name }) => name),
    (async function* () {
      for await (const rows of parts) {
        for (const row of rows) yield columns.map(({ cell }) => cell(row));
      }
    })(),
  );
}

/** A table as CSV, row by row; no cell holds a formula. */
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
