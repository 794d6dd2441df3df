import { stringify } from 'csv-stringify/sync';
import { countryName } from '@/lib/content/countries';
import { formatCompact } from '@/lib/dates';
import { translator } from '@/lib/i18n/translator';
import type { Locale } from '@/lib/locale';
import type { Registration } from '@/prisma/client/client';

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

/** The registrations as RFC 4180 asks, with the byte order mark by which Excel recognizes UTF-8. Times are Dubai's. */
export function registrationsAsCsv(rows: Registration[], locale: Locale): string {
  const t = translator(locale);
  const columns: [string, (row: Registration) => string | null][] = [
    [t('fields.reference'), (row) => row.reference],
    [t('fields.fullName'), (row) => row.fullName],
    [t('fields.jobTitle'), (row) => row.jobTitle],
    [t('fields.country'), (row) => row.country && countryName(row.country, locale)],
    [t('fields.organization'), (row) => row.organization],
    [t('fields.email'), (row) => row.email],
    [t('fields.presentationTitle'), (row) => row.presentationTitle],
    [t('admin.list.when'), (row) => formatCompact(row.confirmedAt)],
    [t('fields.status'), (row) => t(`admin.status.${row.status}`)],
    [t('fields.letter'), (row) => t(`admin.letter.${row.letter}`)],
  ];
  const table = rows.map((row) => columns.map(([, cell]) => withoutFormula(cell(row) ?? '')));
  const head = columns.map(([name]) => name);
  return stringify([head, ...table], { bom: true, record_delimiter: 'windows' });
}
