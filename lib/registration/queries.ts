import { yieldToEventLoop } from '@/lib/async/yield-to-event-loop';
import { db } from '@/lib/db/client';
import { countFailed, waiting } from '@/lib/email/outbox';
import type { Locale } from '@/lib/i18n/locale';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { type LinkContent, readLinkToken } from '@/lib/server/urls';
import { fold } from '@/lib/text/fold';
import { isSameAddress } from '@/lib/text/mailbox-key';
import { daysBetween, isoInMeetingZone, startOfDay, startOfNextDay } from '@/lib/time/dates';
import { instant } from '@/lib/time/instant';
import type { Prisma, Registration, Role } from '@/prisma/client/client';
import { columnsFor, hiddenColumns, type ListedRegistration, orderBy } from './list-columns';
import { type ListView, sortOrderOf } from './list-view';

/** Every word of the query must stand somewhere in the registration, compared as `fold` compares. */
function matching({ id }: Meeting, filter: ListView, role: Role) {
  const { q, status, review, country, presentation, letter, source, from, to } = filter;
  return {
    meetingId: id,
    ...(status && { status }),
    ...(review && { review }),
    ...(country && { country: country === 'none' ? null : country }),
    ...(presentation && { presentation: withPresentation(presentation) }),
    ...(letter && { letter }),
    ...(source && { source }),
    ...((from || to) && {
      confirmedAt: { ...(from && { gte: startOfDay(from) }), ...(to && { lt: startOfNextDay(to) }) },
    }),
    // The signs that stand for any text in SQL are not searched for: they would find everybody.
    AND: fold(q)
      .split(/[\s%_\\]+/)
      .filter(Boolean)
      .map((word) => ({ OR: searchedBy(role).map((key) => ({ [key]: { contains: word } })) })),
  } satisfies Prisma.RegistrationWhereInput;
}

/** The host neither sees addresses and notes nor finds anybody by them. */
const searchedBy = (role: Role) =>
  role === 'host' ? (['searchKey'] as const) : (['searchKey', 'privateSearchKey'] as const);

function withPresentation(wish: NonNullable<ListView['presentation']>) {
  if (wish === 'yes') return { not: null };
  return wish === 'no' ? null : wish;
}

/** Rows that are equal keep one order, so that no page repeats or leaves out anybody. */
function inOrder(view: ListView, { role, locale }: Viewer): Prisma.RegistrationOrderByWithRelationInput[] {
  const order = sortOrderOf(view);
  const column = columnsFor(role).includes(view.sort) ? view.sort : 'confirmedAt';
  return [orderBy(column, order, locale), { id: order }];
}

const newestFirst = [
  { createdAt: 'desc' },
  { id: 'desc' },
] satisfies Prisma.RegistrationOrderByWithRelationInput[];

/** Who looks at the list: what they may see, and in which language it is in order. */
export type Viewer = { role: Role; locale: Locale };

/** These rows in the order of their ids; a database returns them in one of its own. */
function inOrderOf(ids: string[], rows: ListedRegistration[]): ListedRegistration[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** One page of the list; a page beyond the end is the last one. */
export async function listRegistrations(
  meeting: Meeting,
  filter: ListView,
  viewer: Viewer,
): Promise<{ rows: ListedRegistration[]; total: number; page: number; pages: number }> {
  const where = matching(meeting, filter, viewer.role);
  const total = await db().registration.count({ where });
  const pages = Math.max(1, Math.ceil(total / filter.size));
  const page = Math.min(filter.page, pages);
  // Which ones first: a database that sorts whole rows carries them all about, for the few that are shown.
  const shown = await db().registration.findMany({
    where,
    orderBy: inOrder(filter, viewer),
    skip: (page - 1) * filter.size,
    take: filter.size,
    select: { id: true },
  });
  const ids = shown.map(({ id }) => id);
  const these = { where: { id: { in: ids } } };
  const rows: ListedRegistration[] =
    viewer.role === 'host'
      ? await db().registration.findMany({
          ...these,
          omit: { ...hiddenColumns, email: true, internalNote: true },
        })
      : await db().registration.findMany({ ...these, omit: hiddenColumns });
  return { rows: inOrderOf(ids, rows), total, page, pages };
}

/** The ids of all that match, in the order of the list; for the secretariat, whose files and letters go to them. */
export async function idsMatching(
  meeting: Meeting,
  filter: ListView,
  { locale, withErased = false }: { locale: Locale; withErased?: boolean },
): Promise<string[]> {
  const found = await db().registration.findMany({
    where: { ...matching(meeting, filter, 'secretariat'), ...(!withErased && { erasedAt: null }) },
    orderBy: inOrder(filter, { role: 'secretariat', locale }),
    select: { id: true },
  });
  return found.map(({ id }) => id);
}

const BATCH = 100;

/**
 * These registrations in this order, a part at a time: however many there are, few are in memory, and between two parts
 * whoever else came is answered.
 */
export async function* registrationsInBatches(ids: string[]): AsyncGenerator<ListedRegistration[]> {
  for (let start = 0; start < ids.length; start += BATCH) {
    const part = ids.slice(start, start + BATCH);
    const found = await db().registration.findMany({ where: { id: { in: part } }, omit: hiddenColumns });
    yield inOrderOf(part, found);
    if (start + BATCH < ids.length) await yieldToEventLoop();
  }
}

/** Everybody who is coming, by country and name; those without a country at the end. */
export const confirmedByCountry = (
  { id }: Meeting,
  { locale, country, since }: { locale: Locale; country?: string | undefined; since?: Date | undefined },
): Promise<ListedRegistration[]> =>
  db().registration.findMany({
    where: {
      meetingId: id,
      status: 'confirmed',
      erasedAt: null,
      ...(country && { country }),
      ...(since && { updatedAt: { gte: since } }),
    },
    orderBy: [
      { [locale === 'ar' ? 'countrySortAr' : 'countrySortEn']: 'asc' },
      { nameSort: 'asc' },
      { id: 'asc' },
    ],
    omit: { ...hiddenColumns, email: true, internalNote: true },
  });

export type Counts = {
  confirmed: number;
  withdrawn: number;
  presenting: number;
  toReview: number;
  followUp: number;
  lettersWaiting: number;
  lettersFailed: number;
};

/** The figures above the list; each letter is counted on its own, the secretariat's among them. */
export async function counts({ id }: Meeting): Promise<Counts> {
  const [states, presenting, lettersWaiting, lettersFailed] = await Promise.all([
    db().registration.groupBy({ by: ['status', 'review'], where: { meetingId: id }, _count: true }),
    db().registration.count({ where: { meetingId: id, status: 'confirmed', presentation: { not: null } } }),
    db().outboxMessage.count({ where: waiting }),
    countFailed(),
  ]);
  const sum = (which: (state: (typeof states)[number]) => boolean) =>
    states.filter(which).reduce((total, { _count }) => total + _count, 0);
  return {
    confirmed: sum(({ status }) => status === 'confirmed'),
    withdrawn: sum(({ status }) => status === 'withdrawn'),
    presenting,
    toReview: sum(({ review }) => review === 'new'),
    followUp: sum(({ review }) => review === 'followUp'),
    lettersWaiting,
    lettersFailed,
  };
}

/** How many are confirmed for each country, by its code; the empty one for those who named none. */
export async function countsByCountry({ id }: Meeting): Promise<Map<string, number>> {
  const found = await db().registration.groupBy({
    by: ['country'],
    where: { meetingId: id, status: 'confirmed' },
    _count: true,
  });
  return new Map(found.map(({ country, _count }) => [country ?? '', _count]));
}

/** How many registrations came in on each day in Dubai, from the first of these days to the last, none left out. */
export async function countsByDay({ id }: Meeting): Promise<[string, number][]> {
  // Counted by the hours of UTC, of which days in Dubai are made: every database writes them alike, but for what stands
  // between the day and the hour.
  const perHour = await db().$queryRaw<{ hour: string; came: number | bigint }[]>`
    SELECT substr(CAST("createdAt" AS text), 1, 13) AS "hour", count(*) AS "came"
    FROM "Registration" WHERE "meetingId" = ${id} GROUP BY 1`;
  const perDay = new Map<string, number>();
  for (const { hour, came } of perHour) {
    const day = isoInMeetingZone(instant(`${hour.replace(' ', 'T')}:00:00Z`)).slice(0, 10);
    perDay.set(day, (perDay.get(day) ?? 0) + Number(came));
  }
  const days = [...perDay.keys()].sort();
  return daysBetween(days[0], days.at(-1)).map((day) => [day, perDay.get(day) ?? 0]);
}

/** One registration with its letters, newest first, or `null`. */
export const findRegistration = (id: string) =>
  db().registration.findUnique({
    where: { id },
    include: { messages: { orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] } },
  });

/** All registrations of the meeting under the same email address, newest first; another spelling may be another mailbox. */
export async function registrationsOfAddress({
  meetingId,
  emailKey,
  email,
}: Pick<Registration, 'meetingId' | 'emailKey' | 'email'>): Promise<Registration[]> {
  const ofMailbox = await db().registration.findMany({
    where: { meetingId, emailKey },
    orderBy: newestFirst,
  });
  return ofMailbox.filter((one) => isSameAddress(one.email, email));
}

/**
 * The registration that a personal link opens, or `null` when the link is not, or no longer, a key to anything. The
 * database is asked in every case, so that the time of the answer does not tell why.
 */
export async function findByLink(token: string): Promise<(Registration & { link: LinkContent }) | null> {
  const link = readLinkToken(token) ?? { registrationId: 'none', version: 0 };
  const registration = await db().registration.findUnique({ where: { id: link.registrationId } });
  return registration?.linkVersion === link.version ? { ...registration, link } : null;
}
