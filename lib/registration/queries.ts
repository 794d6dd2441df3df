import { yieldToEventLoop } from '@/lib/async/yield-to-event-loop';
import { db } from '@/lib/db/client';
import { countFailed, waiting } from '@/lib/email/outbox';
import type { Locale } from '@/lib/i18n/locale';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { type LinkContent, readLinkToken } from '@/lib/server/urls';
import { isSameAddress } from '@/lib/text/mailbox-key';
import { daysBetween, isoInMeetingZone, startOfDay, startOfNextDay } from '@/lib/time/dates';
import { Prisma, type Registration, type RegistrationStatus, type Role } from '@/prisma/client/client';
import { columnsFor, hiddenColumns, type ListedRegistration, orderBy } from './list-columns';
import { type ListView, sortOrderOf } from './list-view';
import { idsWithLookAlikes } from './look-alikes';
import { searchConditions } from './search';

/** The condition of a view. */
async function conditionOf({ id }: Meeting, view: ListView, role: Role) {
  const { q, status, review, country, presentation, letter, source, lookAlike, from, to } = view;
  return {
    meetingId: id,
    ...(status && { status }),
    ...(review && { review }),
    ...(country && { country: country === 'none' ? null : country }),
    ...(presentation && { presentation: presentationCondition(presentation) }),
    ...(letter && { letter }),
    ...(source && { source }),
    // The host decides about no look-alikes, and is not shown who shares an address.
    ...(lookAlike && role === 'secretariat' && { id: { in: await idsWithLookAlikes(id) } }),
    ...((from || to) && {
      confirmedAt: { ...(from && { gte: startOfDay(from) }), ...(to && { lt: startOfNextDay(to) }) },
    }),
    AND: searchConditions(q, role),
  } satisfies Prisma.RegistrationWhereInput;
}

function presentationCondition(filter: NonNullable<ListView['presentation']>) {
  if (filter === 'yes') return { not: null };
  return filter === 'no' ? null : filter;
}

/** The sort order of a view. Rows with equal values are sorted by id, so that no row is repeated or missing across pages. */
function orderByOf(view: ListView, { role, locale }: Viewer): Prisma.RegistrationOrderByWithRelationInput[] {
  const order = sortOrderOf(view);
  const column = columnsFor(role).includes(view.sort) ? view.sort : 'confirmedAt';
  return [...orderBy(column, order, locale), { id: order }];
}

const newestFirst = [
  { createdAt: 'desc' },
  { id: 'desc' },
] satisfies Prisma.RegistrationOrderByWithRelationInput[];

/** Who views the list: the role decides which columns they may see, the locale how the list is sorted. */
export type Viewer = { role: Role; locale: Locale };

/** Sorts rows by the order of `ids`, because the database returns the rows of an `in` query in any order. */
function sortByIds(ids: string[], rows: ListedRegistration[]): ListedRegistration[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/**
 * How many registrations match, and how many of these are erased. It groups by the meeting, which all of them share, because Prisma
 * counts the rows of a group in the index, and without a group makes a temporary table of them.
 */
async function countMatching(
  where: Prisma.RegistrationWhereInput,
): Promise<{ total: number; erased: number }> {
  const [group] = await db().registration.groupBy({
    by: ['meetingId'],
    where,
    _count: { _all: true, erasedAt: true },
  });
  return { total: group?._count._all ?? 0, erased: group?._count.erasedAt ?? 0 };
}

/**
 * One page of the list. For a page number beyond the end it is the last page.
 * @returns `total`: how many match on all pages; `selectable`: how many of them are not erased, so that something can be done with them
 */
export async function listRegistrations(
  meeting: Meeting,
  view: ListView,
  viewer: Viewer,
): Promise<{ rows: ListedRegistration[]; total: number; selectable: number; page: number; pages: number }> {
  const where = await conditionOf(meeting, view, viewer.role);
  const { total, erased } = await countMatching(where);
  const pages = Math.max(1, Math.ceil(total / view.size));
  const page = Math.min(view.page, pages);
  // Sorts the ids first and then reads the few rows that are shown, because sorting all whole rows is slow.
  const idRows = await db().registration.findMany({
    where,
    orderBy: orderByOf(view, viewer),
    skip: (page - 1) * view.size,
    take: view.size,
    select: { id: true },
  });
  const ids = idRows.map(({ id }) => id);
  const rows: ListedRegistration[] =
    viewer.role === 'host'
      ? await db().registration.findMany({
          where: { id: { in: ids } },
          omit: { ...hiddenColumns, email: true, internalNote: true },
        })
      : await db().registration.findMany({ where: { id: { in: ids } }, omit: hiddenColumns });
  return { rows: sortByIds(ids, rows), total, selectable: total - erased, page, pages };
}

/**
 * The ids of the registrations before and after one in a view; `null` at its ends. The one itself need not match the view any more:
 * whoever reviews the new ones goes on from the one that has just been reviewed. Erased registrations are passed over.
 */
export async function neighboursOf(
  meeting: Meeting,
  view: ListView,
  { id, ...viewer }: Viewer & { id: string },
): Promise<{ previous: string | null; next: string | null }> {
  const condition = await conditionOf(meeting, view, viewer.role);
  const find = (take: 1 | -1) =>
    db().registration.findMany({
      where: { OR: [{ ...condition, erasedAt: null }, { id }] },
      orderBy: orderByOf(view, viewer),
      cursor: { id },
      skip: 1,
      take,
      select: { id: true },
    });
  const [[previous], [next]] = await Promise.all([find(-1), find(1)]);
  return { previous: previous?.id ?? null, next: next?.id ?? null };
}

/** The ids of all registrations that match, in the order of the list. Only for the secretariat, for its exports and emails. */
export async function idsMatching(
  meeting: Meeting,
  view: ListView,
  { locale, withErased = false }: { locale: Locale; withErased?: boolean },
): Promise<string[]> {
  const where = await conditionOf(meeting, view, 'secretariat');
  const rows = await db().registration.findMany({
    where: { ...where, ...(!withErased && { erasedAt: null }) },
    orderBy: orderByOf(view, { role: 'secretariat', locale }),
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

/** How many registrations are read at a time. */
const BATCH = 100;

/**
 * Reads registrations by id, in this order and in batches, so that only a few are in memory at once. It yields to other requests
 * between batches.
 */
export async function* registrationsInBatches(ids: string[]): AsyncGenerator<ListedRegistration[]> {
  for (let start = 0; start < ids.length; start += BATCH) {
    const batch = ids.slice(start, start + BATCH);
    const rows = await db().registration.findMany({ where: { id: { in: batch } }, omit: hiddenColumns });
    yield sortByIds(batch, rows);
    if (start + BATCH < ids.length) await yieldToEventLoop();
  }
}

/**
 * All confirmed registrations of a meeting, sorted by country and name; those without a country come last.
 * @param options `country`: a country code; `since`: only registrations that were changed at or after this instant
 */
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
      ...orderBy('fullName', 'asc', locale),
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

/** How many registrations of a country are confirmed, and how many are withdrawn. */
export type Answers = Record<RegistrationStatus, number>;

export type Figures = {
  counts: Counts;
  /**
   * By country code; under the empty string for registrations without a country. A country has answered as soon as there is a
   * registration of it: a withdrawal is an answer, too.
   */
  answers: Map<string, Answers>;
};

/**
 * The figures above the list. Registrations are counted once, by all that the figures tell apart. Emails are counted one by one,
 * including those to the secretariat.
 */
export async function figuresOf({ id }: Meeting): Promise<Figures> {
  const [groups, lettersWaiting, lettersFailed] = await Promise.all([
    db().registration.groupBy({
      by: ['country', 'status', 'review', 'presentation'],
      where: { meetingId: id },
      _count: true,
    }),
    db().outboxMessage.count({ where: waiting }),
    countFailed(),
  ]);
  const sum = (isCounted: (group: (typeof groups)[number]) => boolean) =>
    groups.filter(isCounted).reduce((total, { _count }) => total + _count, 0);
  const answers = new Map<string, Answers>();
  for (const { country, status, _count } of groups) {
    const ofCountry = answers.get(country ?? '') ?? { confirmed: 0, withdrawn: 0 };
    answers.set(country ?? '', { ...ofCountry, [status]: ofCountry[status] + _count });
  }
  const counts = {
    confirmed: sum(({ status }) => status === 'confirmed'),
    withdrawn: sum(({ status }) => status === 'withdrawn'),
    presenting: sum(({ status, presentation }) => status === 'confirmed' && presentation !== null),
    toReview: sum(({ review }) => review === 'new'),
    followUp: sum(({ review }) => review === 'followUp'),
    lettersWaiting,
    lettersFailed,
  };
  return { counts, answers };
}

/** How many days are counted by one statement. SQLite joins at most 500 SELECTs. */
const DAYS_PER_STATEMENT = 100;

/** The number of new registrations on each day in Dubai, from the first such day to the last, including days without any. */
export async function countsByDay({ id }: Meeting): Promise<[string, number][]> {
  const [oldest, newest] = await Promise.all(
    (['asc', 'desc'] as const).map((order) =>
      db().registration.findFirst({
        where: { meetingId: id },
        orderBy: { createdAt: order },
        select: { createdAt: true },
      }),
    ),
  );
  const dayOf = (row: typeof oldest) => row?.createdAt && isoInMeetingZone(row.createdAt).slice(0, 10);
  const days = daysBetween(dayOf(oldest) ?? undefined, dayOf(newest) ?? undefined);
  // A range of each day, because grouping would sort the registrations by a text computed from each.
  const countOf = (day: string) => Prisma.sql`
    SELECT ${day} AS "day", count(*) AS "created" FROM "Registration"
    WHERE "meetingId" = ${id} AND "createdAt" >= ${startOfDay(day)} AND "createdAt" < ${startOfNextDay(day)}`;
  const created = new Map<string, number>();
  for (let first = 0; first < days.length; first += DAYS_PER_STATEMENT) {
    const statements = days.slice(first, first + DAYS_PER_STATEMENT).map(countOf);
    const rows = await db().$queryRaw<{ day: string; created: number | bigint }[]>`
      ${Prisma.join(statements, ' UNION ALL ')}`;
    for (const row of rows) created.set(row.day, Number(row.created));
  }
  return days.map((day) => [day, created.get(day) ?? 0]);
}

/** One registration with its emails, newest first, and the mailings that they belong to; `null` if there is none with this id. */
export const findRegistration = (id: string) =>
  db().registration.findUnique({
    where: { id },
    include: {
      messages: {
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        omit: { sentText: true },
        include: { mailing: { select: { id: true, subjectAr: true, subjectEn: true } } },
      },
    },
  });

/** The registrations of a meeting with this email address, newest first. Other spellings are left out: they may be other mailboxes. */
export async function registrationsOfAddress({
  meetingId,
  emailKey,
  email,
}: Pick<Registration, 'meetingId' | 'emailKey' | 'email'>): Promise<Registration[]> {
  const ofMailbox = await db().registration.findMany({
    where: { meetingId, emailKey },
    orderBy: newestFirst,
  });
  return ofMailbox.filter((registration) => isSameAddress(registration.email, email));
}

/**
 * The registration that a personal link opens; `null` if the link is invalid or revoked. It queries the database in every case, so that
 * the response time does not tell which of the two it is.
 */
export async function findByLink(token: string): Promise<(Registration & { link: LinkContent }) | null> {
  const link = readLinkToken(token) ?? { registrationId: 'none', version: 0 };
  const registration = await db().registration.findUnique({ where: { id: link.registrationId } });
  return registration?.linkVersion === link.version ? { ...registration, link } : null;
}
