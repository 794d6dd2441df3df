import { z } from 'zod';
import { countryCodes } from '@/lib/meeting/content/countries';
import {
  EmailState,
  PresentationState,
  RegistrationStatus,
  ReviewState,
  type Role,
  Source,
} from '@/prisma/client/enums';
import { type Column, columns, columnsFor, defaultColumns, firstOrderOf } from './list-columns';

/** How many registrations a page of the list may have; the second one is usual. */
export const pageSizes = [25, 50, 100, 200] as const;

const LONGEST_QUERY = 200;

const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const day = maybe(z.iso.date());

/** What the address of the list may hold. Anything else is ignored, so that an old bookmark still opens. */
const viewSchema = z.object({
  q: z
    .string()
    .transform((text) => text.trim().slice(0, LONGEST_QUERY))
    .catch(''),
  status: maybe(z.enum(RegistrationStatus)),
  review: maybe(z.enum(ReviewState)),
  country: maybe(z.string().refine((code) => code === 'none' || countryCodes.has(code))),
  /** Whether there is one, or how it stands. */
  presentation: maybe(z.enum(['yes', 'no', ...Object.values(PresentationState)])),
  letter: maybe(z.enum(EmailState)),
  source: maybe(z.enum(Source)),
  /** The first and the last day, in Dubai, on which a confirmation came in. */
  from: day,
  to: day,
  sort: z.enum(columns).catch('confirmedAt'),
  order: maybe(z.enum(['asc', 'desc'])),
  size: z.coerce
    .number()
    .refine((size) => pageSizes.some((each) => each === size))
    .catch(50),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1),
  /** Column names with commas between them, in any order; none means the usual ones. */
  columns: maybe(
    z
      .string()
      .transform((text) => columns.filter((column) => text.split(',').includes(column)).join(','))
      .refine((text) => text !== '' && text !== defaultColumns.join(',')),
  ),
});

/** A view of the list: filters, order, columns and page. `country: 'none'` finds those without a country. */
export type ListView = z.infer<typeof viewSchema>;

/** The parts of a view that filter; the others say how the list is shown. */
const filters = ['status', 'review', 'country', 'presentation', 'letter', 'source', 'from', 'to'] as const;

/** @param searchParams of an address; a parameter that occurs twice comes with commas in between */
export const readListView = (searchParams: Record<string, unknown>): ListView =>
  viewSchema.parse(searchParams);

/** The view of an address without parameters. */
export const defaultView: ListView = readListView({});

/** The same view without its filters: order, columns and page size stay. */
export const withoutFilters = ({ sort, order, size, columns: chosen }: ListView): ListView => ({
  ...defaultView,
  sort,
  order,
  size,
  columns: chosen,
});

/** Whether a view shows only some registrations. */
export const isFiltered = (view: ListView): boolean =>
  view.q !== '' || filters.some((name) => view[name] !== undefined);

/** The order that a view names, or the first one of its column. */
export const sortOrderOf = ({ sort, order }: Pick<ListView, 'sort' | 'order'>): 'asc' | 'desc' =>
  order ?? firstOrderOf(sort);

/** The columns of a view that somebody may see. */
export function shownColumns({ columns: chosen }: ListView, role: Role): Column[] {
  const asked = chosen?.split(',') ?? defaultColumns;
  return columnsFor(role).filter((column) => asked.includes(column));
}

/**
 * A view as the query of an address that can be kept and sent; it holds only what differs from the default view.
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
