import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { countryName } from '@/lib/meeting/content/countries';
import { displayAddress } from '@/lib/text/email-address';
import { formatCompact } from '@/lib/time/dates';
import type { Prisma, Registration, Role } from '@/prisma/client/client';
import { latinNameOf, nameIn } from './person-name';

/** Database columns that are never shown in the list or in exports: most of them are keys for searching, sorting and matching people. */
export const hiddenColumns = {
  searchKey: true,
  nameSearchKey: true,
  privateSearchKey: true,
  nameKey: true,
  emailKey: true,
  lookAlikeKey: true,
  nameSort: true,
  jobTitleSort: true,
  organizationSort: true,
  presentationSort: true,
  latinNameSort: true,
  internalNoteSort: true,
  countrySortAr: true,
  countrySortEn: true,
  keysVersion: true,
  linkOpenedAt: true,
} as const;

/** A registration as the list and exports show it. For the host it has no email address and no internal note. */
export type ListedRegistration = Omit<Registration, keyof typeof hiddenColumns | 'email' | 'internalNote'> &
  Partial<Pick<Registration, 'email' | 'internalNote'>>;

type SortKey = Prisma.RegistrationScalarFieldEnum;

/** A column of the list and of exports. A new column needs a definition here and a name in `messages/` under `fields`. */
type ColumnDefinition = {
  /** The database columns to sort by. Sort keys of texts are stored, so that both databases sort them alike. */
  sortKey: SortKey | ((locale: Locale) => SortKey | SortKey[]);
  /** The order of the first click on the column. Default: `asc`. */
  firstOrder?: 'desc';
  /** Whether the sort key may be `null`. Such rows come last in both orders. */
  isNullable?: true;
  /** Whether the list shows the column by default. */
  isDefault?: true;
  /** Whether only the secretariat may see the column and sort by it. */
  isPrivate?: true;
  /** The width in a workbook, in characters. Default: 16. */
  width?: number;
  /** The displayed text. Default: the value of the field with the same name. */
  text?: (row: ListedRegistration, locale: Locale) => string | null;
};

const definitions = {
  reference: { sortKey: 'reference', isDefault: true },
  fullName: {
    sortKey: (locale) => (locale === 'ar' ? 'nameSort' : ['latinNameSort', 'nameSort']),
    isDefault: true,
    width: 28,
    text: (row, locale) => (row.erasedAt ? translator(locale)('admin.detail.erased') : nameIn(row, locale)),
  },
  // The name in the letters that `fullName` does not show: see `columnName`.
  latinName: {
    sortKey: (locale) => (locale === 'ar' ? 'latinNameSort' : 'nameSort'),
    width: 28,
    text: (row, locale) => (locale === 'ar' ? latinNameOf(row) : row.fullName),
  },
  jobTitle: { sortKey: 'jobTitleSort', isDefault: true, width: 32 },
  country: {
    sortKey: (locale) => (locale === 'ar' ? 'countrySortAr' : 'countrySortEn'),
    isDefault: true,
    width: 22,
    text: (row, locale) => row.country && countryName(row.country, locale),
  },
  organization: { sortKey: 'organizationSort', isDefault: true, width: 32 },
  email: {
    sortKey: 'emailKey',
    isDefault: true,
    isPrivate: true,
    width: 32,
    text: (row) => (row.email ? displayAddress(row.email) : null),
  },
  presentationTitle: { sortKey: 'presentationSort', isDefault: true, width: 40 },
  presentation: {
    sortKey: 'presentation',
    isNullable: true,
    text: (row, locale) => row.presentation && translator(locale)(`admin.presentation.${row.presentation}`),
  },
  presentationOrder: { sortKey: 'presentationOrder', isNullable: true },
  source: { sortKey: 'source', text: (row, locale) => translator(locale)(`admin.source.${row.source}`) },
  confirmedAt: {
    sortKey: 'confirmedAt',
    firstOrder: 'desc',
    isDefault: true,
    width: 18,
    text: (row) => formatCompact(row.confirmedAt),
  },
  status: {
    sortKey: 'status',
    isDefault: true,
    text: (row, locale) => translator(locale)(`admin.status.${row.status}`),
  },
  review: {
    sortKey: 'review',
    isDefault: true,
    text: (row, locale) => translator(locale)(`admin.review.${row.review}`),
  },
  letter: {
    sortKey: 'letter',
    isDefault: true,
    text: (row, locale) => translator(locale)(`admin.emailState.${row.letter}`),
  },
  internalNote: { sortKey: 'internalNoteSort', isPrivate: true, width: 40 },
} satisfies Record<string, ColumnDefinition>;

export type Column = keyof typeof definitions;

const definitionOf = (column: Column): ColumnDefinition => definitions[column];

/** All columns, in the order in which they are shown. */
export const columns = Object.keys(definitions) as [Column, ...Column[]];

/** The columns that the list shows unless a view selects others. */
export const defaultColumns: readonly Column[] = columns.filter((column) => definitionOf(column).isDefault);

/** The columns that a role may see and sort by. */
export const columnsFor = (role: Role): Column[] =>
  columns.filter((column) => role === 'secretariat' || !definitionOf(column).isPrivate);

/** The default sort order of a column. */
export const firstOrderOf = (column: Column): 'asc' | 'desc' => definitionOf(column).firstOrder ?? 'asc';

/** The `orderBy` of a database query that sorts by a column. */
export function orderBy(
  column: Column,
  order: 'asc' | 'desc',
  locale: Locale,
): Prisma.RegistrationOrderByWithRelationInput[] {
  const { sortKey, isNullable } = definitionOf(column);
  const keys = [typeof sortKey === 'string' ? sortKey : sortKey(locale)].flat();
  return keys.map((key) => ({ [key]: isNullable ? { sort: order, nulls: 'last' } : order }));
}

/**
 * The name of a column. In English `fullName` shows the name in Latin letters, so the column beside it has the name as registered,
 * without which the file could not be imported again.
 */
export const columnName = (column: Column, locale: Locale): string =>
  translator(locale)(
    column === 'latinName' && locale !== 'ar' ? 'fields.registeredName' : `fields.${column}`,
  );

/** The width of a column in a workbook, in characters. */
export const widthOf = (column: Column): number => definitionOf(column).width ?? 16;

/** The displayed text of a registration's column; empty if it has no value. */
export function cellText(row: ListedRegistration, column: Column, locale: Locale): string {
  const { text } = definitionOf(column);
  return String((text ? text(row, locale) : row[column]) ?? '');
}
