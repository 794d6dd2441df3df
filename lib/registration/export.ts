import type { Readable } from 'node:stream';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { csv } from '@/lib/spreadsheet/write-csv';
import { xlsx } from '@/lib/spreadsheet/write-workbook';
import { cellText, columnName, columns, type ListedRegistration, widthOf } from './list-columns';

/** A column of an export: its name in the reader's language, its width in characters, and the text of a row's cell. */
export type ExportColumn = { name: string; width: number; cell: (row: ListedRegistration) => string };

/** The columns of every export: all columns of the list. Times are in the meeting's time zone. */
export function exportColumns(locale: Locale): ExportColumn[] {
  const t = translator(locale);
  return columns.map((column) => ({
    name: column === 'confirmedAt' ? t('admin.list.when') : columnName(column, locale),
    width: widthOf(column),
    cell: (row) => cellText(row, column, locale),
  }));
}

/**
 * The registrations as CSV, written while they are read.
 * @param batches a few registrations at a time
 */
export function registrationsAsCsv(batches: AsyncIterable<ListedRegistration[]>, locale: Locale): Readable {
  const columns = exportColumns(locale);
  return csv(
    columns.map(({ name }) => name),
    (async function* () {
      for await (const rows of batches) {
        for (const row of rows) yield columns.map(({ cell }) => cell(row));
      }
    })(),
  );
}

/**
 * The registrations as an Excel workbook, written while they are read.
 * @param batches a few registrations at a time
 */
export function registrationsAsXlsx(
  batches: AsyncIterable<ListedRegistration[]>,
  locale: Locale,
): ReadableStream<Uint8Array> {
  const columns = exportColumns(locale);
  return xlsx({
    name: translator(locale)('admin.list.heading'),
    locale,
    columns,
    rows: (async function* () {
      for await (const rows of batches) yield rows.map((row) => columns.map(({ cell }) => cell(row)));
    })(),
  });
}
