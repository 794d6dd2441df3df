import { z } from 'zod';
import { decryptToken, encryptToken } from '@/lib/crypto/token-encryption';
import { countryCodes } from '@/lib/meeting/content/countries';
import { readDay } from '@/lib/time/read-day';
import {
  EmailState,
  PresentationState,
  RegistrationStatus,
  ReviewState,
  type Role,
  Source,
} from '@/prisma/client/enums';
import { type Column, columns, columnsFor, defaultColumns, firstOrderOf } from './list-columns';

/** The page sizes that the list offers. The default is 50. */
export const pageSizes = [25, 50, 100, 200] as const;

/** In characters. */
const MAX_QUERY_LENGTH = 200;

/** An optional parameter. An invalid value counts as missing. */
const optionalParam = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const day = optionalParam(z.string().transform((text) => readDay(text) ?? undefined));

/** The query parameters of the list. Unknown parameters and invalid values are ignored, so that an old bookmark still opens. */
const viewSchema = z.object({
  q: z
    .string()
    .transform((text) => text.trim().slice(0, MAX_QUERY_LENGTH))
    .catch(''),
  status: optionalParam(z.enum(RegistrationStatus)),
  review: optionalParam(z.enum(ReviewState)),
  country: optionalParam(z.string().refine((code) => code === 'none' || countryCodes.has(code))),
  /** `yes` or `no`: whether there is a presentation; otherwise its state. */
  presentation: optionalParam(z.enum(['yes', 'no', ...Object.values(PresentationState)])),
  letter: optionalParam(z.enum(EmailState)),
  source: optionalParam(z.enum(Source)),
  /** Only registrations with a look-alike. */
  lookAlike: optionalParam(z.literal('yes')),
  /** The first and the last day of confirmation, both included, in the time zone of Dubai. */
  from: day,
  to: day,
  sort: z.enum(columns).catch('confirmedAt'),
  order: optionalParam(z.enum(['asc', 'desc'])),
  size: z.coerce
    .number()
    .refine((size) => pageSizes.some((allowed) => allowed === size))
    .catch(50),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1),
  /** Column names separated by commas, in any order. Without it, the default columns are shown. */
  columns: optionalParam(
    z
      .string()
      .transform((text) => columns.filter((column) => text.split(',').includes(column)).join(','))
      .refine((text) => text !== '' && text !== defaultColumns.join(',')),
  ),
});

/** A view of the list: filters, order, columns and page. `country: 'none'` finds registrations without a country. */
export type ListView = z.infer<typeof viewSchema>;

/** The parameters that filter, apart from `q`. The others only change how the list is shown. */
const filterNames = [
  'status',
  'review',
  'country',
  'presentation',
  'letter',
  'source',
  'lookAlike',
  'from',
  'to',
] as const;

/** @param searchParams the query parameters of a URL; the values of a repeated parameter are joined with commas */
export const readListView = (searchParams: Record<string, unknown>): ListView =>
  viewSchema.parse(searchParams);

/** The view of a URL without parameters. */
export const defaultView: ListView = readListView({});

/** The same view without filters, at the first page. Order, columns and page size stay. */
export const withoutFilters = ({ sort, order, size, columns: selected }: ListView): ListView => ({
  ...defaultView,
  sort,
  order,
  size,
  columns: selected,
});

/** Whether a view has a query or a filter. */
export const isFiltered = (view: ListView): boolean =>
  view.q !== '' || filterNames.some((name) => view[name] !== undefined);

/** The sort order of a view; by default the one of the column that it sorts by. */
export const sortOrderOf = ({ sort, order }: Pick<ListView, 'sort' | 'order'>): 'asc' | 'desc' =>
  order ?? firstOrderOf(sort);

/** The columns of a view that the role may see. */
export function shownColumns({ columns: selected }: ListView, role: Role): Column[] {
  const requested = selected?.split(',') ?? defaultColumns;
  return columnsFor(role).filter((column) => requested.includes(column));
}

/**
 * A view as the query string of a URL that can be bookmarked and shared. It contains only what differs from the default view.
 * @returns begins with a question mark, or is empty
 */
export function viewAsQuery(view: ListView): string {
  const defaults: Record<string, unknown> = defaultView;
  const changed = Object.entries(view).filter(
    ([name, value]) => value !== undefined && value !== defaults[name],
  );
  return changed.length > 0
    ? `?${new URLSearchParams(changed.map(([name, value]) => [name, String(value)]))}`
    : '';
}

/**
 * A view as the parameter `list` of a page that was opened from it, so that the page knows the way back and which registration is
 * next. The search text is encrypted: it may be a name.
 */
export const viewAsParameter = (view: ListView): string =>
  viewAsQuery({ ...view, q: view.q && encryptToken(view.q, 'search') }).slice(1);

/** @param parameter from `viewAsParameter`. What cannot be read of it is ignored, as in the address of the list. */
export function readViewParameter(parameter: string): ListView {
  const { q = '', ...others } = Object.fromEntries(new URLSearchParams(parameter));
  return readListView({ ...others, q: decryptToken(q, 'search') ?? '' });
}

/**
 * The address of a staff page with the way back to the list.
 * @param list the parameter of the same name; `undefined` for a page that was not opened from the list
 * @param more further parameters
 */
export function addressWithList(
  address: string,
  list: string | undefined,
  more: Record<string, string> = {},
): string {
  const query = new URLSearchParams(list === undefined ? more : { ...more, list });
  return query.size > 0 ? `${address}?${query}` : address;
}

/** The hidden fields of a form with the way back to the list, for the address of the page that follows. */
export const fieldsWithList = (
  fields: Record<string, string>,
  list: string | undefined,
): Record<string, string> => (list === undefined ? fields : { ...fields, list });
