import type { Readable } from 'node:stream';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { countryName } from '@/lib/meeting/content/countries';
import { csv } from '@/lib/spreadsheet/write-csv';
import { xlsx } from '@/lib/spreadsheet/write-workbook';
import { formatCompact } from '@/lib/time/dates';
import { type Column, columns } from './list-view';
import type { Listed } from './queries';

/** One column of a file: its name in the reader's language, how wide it is in characters, and what it says of a row. */
export type ExportColumn = { name: string; width: number; cell: (row: Listed) => string };

const widths: Partial<Record<Column, number>> = {
  fullName: 28,
  latinName: 28,
  jobTitle: 32,
  country: 22,
  organization: 32,
  email: 32,
  presentationTitle: 40,
  confirmedAt: 18,
  internalNote: 40,
};

/** The columns of every file of registrations: those of the list, all of them. Times are Dubai's. */
export function exportColumns(locale: Locale): ExportColumn[] {
  const t = translator(locale);
  const cells: Partial<Record<Column, (row: Listed) => string | null>> = {
    fullName: (row) => (row.erasedAt ? t('admin.detail.erased') : row.fullName),
    country: (row) => row.country && countryName(row.country, locale),
    confirmedAt: (row) => formatCompact(row.confirmedAt),
    status: (row) => t(`admin.status.${row.status}`),
    review: (row) => t(`admin.review.${row.review}`),
    letter: (row) => t(`admin.emailState.${row.letter}`),
    source: (row) => t(`admin.source.${row.source}`),
    presentation: (row) => row.presentation && t(`admin.presentation.${row.presentation}`),
  };
  return columns.map((column) => ({
    name: column === 'confirmedAt' ? t('admin.list.when') : t(`fields.${column}`),
    width: widths[column] ?? 16,
    cell: (row) => cells[column]?.(row) ?? String((cells[column] ? null : row[column]) ?? ''),
  }));
}

/**
 * The registrations as CSV, made while they are read.
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

/**
 * The registrations as an Excel workbook, made while they are read.
 * @param parts a few registrations at a time
 */
export function registrationsAsXlsx(
  parts: AsyncIterable<Listed[]>,
  locale: Locale,
): ReadableStream<Uint8Array> {
  const columns = exportColumns(locale);
  return xlsx({
    name: translator(locale)('admin.list.heading'),
    locale,
    columns,
    rows: (async function* () {
      for await (const rows of parts) yield rows.map((row) => columns.map(({ cell }) => cell(row)));
    })(),
  });
}
