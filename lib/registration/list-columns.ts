import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { countryName } from '@/lib/meeting/content/countries';
import { formatCompact } from '@/lib/time/dates';
import type { Prisma, Registration, Role } from '@/prisma/client/client';

/** Columns of the database that no list and no file shows: keys to search, sort and recognize people by. */
export const hiddenColumns = {
  searchKey: true,
  privateSearchKey: true,
  nameKey: true,
  emailKey: true,
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

/** A registration as lists and files show it. The host's have no email address and no internal note. */
export type ListedRegistration = Omit<Registration, keyof typeof hiddenColumns | 'email' | 'internalNote'> &
  Partial<Pick<Registration, 'email' | 'internalNote'>>;

type SortKey = Prisma.RegistrationScalarFieldEnum;

/** All that the list and the files know of a column; a new one starts here, with its name in `messages` under `fields`. */
type ColumnDefinition = {
  /** The column of the database that it is sorted by. Sort keys of texts are stored, so that every database orders them alike. */
  sortKey: SortKey | ((locale: Locale) => SortKey);
  /** Which order comes first when somebody sorts by it; `asc` unless this says otherwise. */
  firstOrder?: 'desc';
  /** Whether the sort key may be empty; such rows come last in either order. */
  isNullable?: true;
  /** Whether the list shows it unless a view chooses its columns. */
  isDefault?: true;
  /** Whether only the secretariat may see it and sort by it. */
  isPrivate?: true;
  /** In a workbook, in characters; 16 unless this says otherwise. */
  width?: number;
  /** The value in words; the field of the same name unless this says otherwise. */
  text?: (row: ListedRegistration, locale: Locale) => string | null;
};

const definitions = {
  reference: { sortKey: 'reference', isDefault: true },
  fullName: {
    sortKey: 'nameSort',
    isDefault: true,
    width: 28,
    text: (row, locale) => (row.erasedAt ? translator(locale)('admin.detail.erased') : row.fullName),
  },
  latinName: { sortKey: 'latinNameSort', width: 28 },
  jobTitle: { sortKey: 'jobTitleSort', isDefault: true, width: 32 },
  country: {
    sortKey: (locale) => (locale === 'ar' ? 'countrySortAr' : 'countrySortEn'),
    isDefault: true,
    width: 22,
    text: (row, locale) => row.country && countryName(row.country, locale),
  },
  organization: { sortKey: 'organizationSort', isDefault: true, width: 32 },
  email: { sortKey: 'emailKey', isDefault: true, isPrivate: true, width: 32 },
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

/** All columns, in their order. */
export const columns = Object.keys(definitions) as [Column, ...Column[]];

/** The columns of the list unless a view chooses others. */
export const defaultColumns: readonly Column[] = columns.filter((column) => definitionOf(column).isDefault);

/** The columns that somebody may see and sort by. */
export const columnsFor = (role: Role): Column[] =>
  columns.filter((column) => role === 'secretariat' || !definitionOf(column).isPrivate);

/** The order in which a column is sorted first. */
export const firstOrderOf = (column: Column): 'asc' | 'desc' => definitionOf(column).firstOrder ?? 'asc';

/** How the database sorts by a column. */
export function orderBy(
  column: Column,
  order: 'asc' | 'desc',
  locale: Locale,
): Prisma.RegistrationOrderByWithRelationInput {
  const { sortKey, isNullable } = definitionOf(column);
  const key = typeof sortKey === 'string' ? sortKey : sortKey(locale);
  return { [key]: isNullable ? { sort: order, nulls: 'last' } : order };
}

/** The width of a column in a workbook, in characters. */
export const widthOf = (column: Column): number => definitionOf(column).width ?? 16;

/** What a registration has in a column, in words; empty where there is nothing. */
export function textOf(row: ListedRegistration, column: Column, locale: Locale): string {
  const { text } = definitionOf(column);
  return String((text ? text(row, locale) : row[column]) ?? '');
}
