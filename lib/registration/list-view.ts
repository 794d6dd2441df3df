import { z } from 'zod';
import { countryCodes } from '@/lib/meeting/content/countries';
import {
  LetterState,
  PresentationState,
  RegistrationStatus,
  ReviewState,
  type Role,
  Source,
} from '@/prisma/client/enums';

/** How many registrations a page of the list may have; the second one is usual. */
export const pageSizes = [25, 50, 100, 200] as const;

/** The columns that there are, in their order. */
export const columns = [
  'reference',
  'fullName',
  'latinName',
  'jobTitle',
  'country',
  'organization',
  'email',
  'presentationTitle',
  'presentation',
  'presentationOrder',
  'source',
  'confirmedAt',
  'status',
  'review',
  'letter',
  'internalNote',
] as const;
export type Column = (typeof columns)[number];

/** What the list shows where nothing else was chosen. */
export const defaultColumns: readonly Column[] = [
  'reference',
  'fullName',
  'jobTitle',
  'country',
  'organization',
  'email',
  'presentationTitle',
  'confirmedAt',
  'status',
  'review',
  'letter',
];

/** For the secretariat alone. */
const privateColumns: readonly Column[] = ['email', 'internalNote'];

/** The columns that somebody may see and sort by. */
export const columnsFor = (role: Role): Column[] =>
  columns.filter((column) => role === 'secretariat' || !privateColumns.includes(column));

const LONGEST_QUERY = 200;

const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const day = maybe(z.iso.date());

/** What the address of the list may say; anything else counts as not said, so that an old bookmark still opens. */
const filterSchema = z.object({
  q: z
    .string()
    .transform((text) => text.trim().slice(0, LONGEST_QUERY))
    .catch(''),
  status: maybe(z.enum(RegistrationStatus)),
  review: maybe(z.enum(ReviewState)),
  country: maybe(z.string().refine((code) => code === 'none' || countryCodes.has(code))),
  /** Whether there is one, or how it stands. */
  presentation: maybe(z.enum(['yes', 'no', ...Object.values(PresentationState)])),
  letter: maybe(z.enum(LetterState)),
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

/** A view of the list: what is shown, in which order, which page. `country: 'none'` are those who named none. */
export type ListView = z.infer<typeof filterSchema>;

/** What can be narrowed; the rest of a view says how it is shown. */
const wishes = ['status', 'review', 'country', 'presentation', 'letter', 'source', 'from', 'to'] as const;

/** @param said the parameters of an address; what stands there twice comes with commas in between */
export const readListView = (said: Record<string, unknown>): ListView => filterSchema.parse(said);

/** The view without any wish. */
export const defaultView: ListView = readListView({});

/** The same view of all: order, columns and page size stay. */
export const withoutFilters = ({ sort, order, size, columns: chosen }: ListView): ListView => ({
  ...defaultView,
  sort,
  order,
  size,
  columns: chosen,
});

/** Whether fewer than all are shown. */
export const isFiltered = (filter: ListView): boolean =>
  filter.q !== '' || wishes.some((wish) => filter[wish] !== undefined);

/** In which order a column is shown where none is named: times newest first, the rest as in an index. */
export const sortOrderOf = ({ sort, order }: Pick<ListView, 'sort' | 'order'>): 'asc' | 'desc' =>
  order ?? (sort === 'confirmedAt' ? 'desc' : 'asc');

/** The columns of a view that somebody may see. */
export function shownColumns({ columns: chosen }: ListView, role: Role): Column[] {
  const asked = chosen?.split(',') ?? defaultColumns;
  return columnsFor(role).filter((column) => asked.includes(column));
}

/**
 * A view as the end of an address that can be kept and sent; it says only what differs from the usual view.
 * @returns begins with a question mark, or is empty
 */
export function viewAsQuery(filter: ListView): string {
  const usual: Record<string, unknown> = defaultView;
  const said = Object.entries(filter).filter(([name, value]) => value !== undefined && value !== usual[name]);
  return said.length > 0 ? `?${new URLSearchParams(said.map(([name, value]) => [name, String(value)]))}` : '';
}
