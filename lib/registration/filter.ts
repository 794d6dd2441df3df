import { z } from 'zod';
import { countryCodes } from '@/lib/content/countries';

/** How many registrations a page of the list may have; the second one is usual. */
export const pageSizes = [25, 50, 100, 200] as const;

/** What the list can be sorted by, and in which order a first click shows it. */
export const sortings = { time: 'desc', name: 'asc', reference: 'asc' } as const;
export type Sorting = keyof typeof sortings;

const LONGEST_QUERY = 200;

const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

/** What the address of the list may say; anything else counts as not said, so that an old bookmark still opens. */
const filterSchema = z.object({
  q: z
    .string()
    .transform((text) => text.trim().slice(0, LONGEST_QUERY))
    .catch(''),
  status: maybe(z.enum(['confirmed', 'withdrawn'])),
  country: maybe(z.string().refine((code) => code === 'none' || countryCodes.has(code))),
  presentation: maybe(z.enum(['yes', 'no'])),
  sort: z.enum(['time', 'name', 'reference']).catch('time'),
  order: maybe(z.enum(['asc', 'desc'])),
  size: z.coerce
    .number()
    .refine((size) => pageSizes.some((each) => each === size))
    .catch(50),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1),
});

/** A view of the list: what is shown, in which order, which page. `country: 'none'` are those who named none. */
export type Filter = z.infer<typeof filterSchema>;

/** @param said the parameters of an address; one that stands there twice counts as not said */
export const readFilter = (said: Record<string, unknown>): Filter => filterSchema.parse(said);

/** The view without any wish. */
export const everything: Filter = readFilter({});

/** Whether fewer than all are shown. */
export const isNarrowed = ({ q, status, country, presentation }: Filter): boolean =>
  q !== '' || [status, country, presentation].some((wish) => wish !== undefined);

/**
 * A view as the end of an address that can be kept and sent; it says only what differs from the usual view.
 * @returns begins with a question mark, or is empty
 */
export function filterAsQuery(filter: Filter): string {
  const usual: Record<string, unknown> = everything;
  const said = Object.entries(filter).filter(([name, value]) => value !== undefined && value !== usual[name]);
  return said.length > 0 ? `?${new URLSearchParams(said.map(([name, value]) => [name, String(value)]))}` : '';
}
