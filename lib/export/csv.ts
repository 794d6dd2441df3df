import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { Locale } from '@/lib/locale';
import type { Listed } from '@/lib/registration/queries';
import { exportColumns } from './columns';

/** A telephone number or another signed number: a spreadsheet may read it, and nothing in it can run. */
const HARMLESS = /^[+-][\d\s().-]*\d[\d\s().-]*$/;

/**
 * A cell that a spreadsheet would take for a formula gets an apostrophe in front, which makes it a text (OWASP, "CSV
 * injection"). "+971 4 …" is no formula and stays as it was typed.
 */
export function withoutFormula(text: string): string {
  const startsOne = /^\s*[=+\-@\t\r＝＋－＠]/.test(text);
  return startsOne && !HARMLESS.test(text) ? `'${text}` : text;
}

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

/** A table as CSV, row by row. */
export function csv(head: string[], rows: AsyncIterable<string[]>): Readable {
  async function* lines() {
    yield head;
    for await (const row of rows) yield row.map(withoutFormula);
  }
  const stream = stringify({ bom: true, record_delimiter: 'windows' });
  const source = Readable.from(lines());
  source.on('error', (error) => stream.destroy(error));
  return source.pipe(stream);
}
