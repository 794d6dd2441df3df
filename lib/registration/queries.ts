import { db } from '@/lib/db';
import { fold } from '@/lib/fold';
import { type LinkContent, openLink } from '@/lib/links';
import type { Meeting } from '@/lib/meeting';
import type { Prisma, Registration } from '@/prisma/client/client';

export const PAGE_SIZE = 50;
const LONGEST_QUERY = 200;

/** How the latest letter to a participant stands. */
export type LetterState = 'waiting' | 'sent' | 'failed';
export type Listed = Registration & { letter: LetterState };

const letters = {
  where: { kind: { not: 'secretariatNotice' } },
  orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  take: 1,
  select: { sentAt: true, failedAt: true },
} satisfies Prisma.Registration$messagesArgs;

/** The state of the first of these letters; a registration whose letter is not written yet is waiting for it. */
export function letterState(messages: { sentAt: Date | null; failedAt: Date | null }[]): LetterState {
  const [latest] = messages;
  if (latest?.failedAt) return 'failed';
  return latest?.sentAt ? 'sent' : 'waiting';
}

type WithLetters = Registration & { messages: Parameters<typeof letterState>[0] };

const listed = ({ messages, ...row }: WithLetters): Listed => ({ ...row, letter: letterState(messages) });

/** Every word of the query must stand somewhere in the registration, compared as `fold` compares. */
const matching = ({ id }: Meeting, query: string): Prisma.RegistrationWhereInput => ({
  meetingId: id,
  // The signs that stand for any text in SQL are not searched for: they would find everybody.
  AND: fold(query)
    .slice(0, LONGEST_QUERY)
    .split(/[\s%_\\]+/)
    .filter(Boolean)
    .map((word) => ({ searchKey: { contains: word } })),
});

const newestFirst = [
  { createdAt: 'desc' },
  { id: 'desc' },
] satisfies Prisma.RegistrationOrderByWithRelationInput[];

/**
 * One page of the secretariat's list, newest first.
 * @param page counted from 1; one beyond the end is the last one
 */
export async function listRegistrations(
  meeting: Meeting,
  { query = '', page = 1 }: { query?: string; page?: number },
): Promise<{ rows: Listed[]; total: number; page: number; pages: number }> {
  const where = matching(meeting, query);
  const total = await db().registration.count({ where });
  const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
  const shown = Math.min(Math.max(1, page), pages);
  const found = await db().registration.findMany({
    where,
    orderBy: newestFirst,
    skip: (shown - 1) * PAGE_SIZE,
    take: PAGE_SIZE,
    include: { messages: letters },
  });
  return { rows: found.map(listed), total, page: shown, pages };
}

/** All that match, newest first, for an export. */
export async function allRegistrations(meeting: Meeting, query = ''): Promise<Listed[]> {
  const found = await db().registration.findMany({
    where: matching(meeting, query),
    orderBy: newestFirst,
    include: { messages: letters },
  });
  return found.map(listed);
}

export type Counts = { confirmed: number; presenting: number; lettersWaiting: number; lettersFailed: number };

/** The figures above the list; each letter is counted on its own, the secretariat's notices among them. */
export async function counts(meeting: Meeting): Promise<Counts> {
  const confirmed = { meetingId: meeting.id, status: 'confirmed' } as const;
  const ofMeeting = { registration: { meetingId: meeting.id } };
  const [all, presenting, lettersWaiting, lettersFailed] = await Promise.all([
    db().registration.count({ where: confirmed }),
    db().registration.count({ where: { ...confirmed, presentationTitle: { not: null } } }),
    db().outboxMessage.count({ where: { ...ofMeeting, sentAt: null, failedAt: null } }),
    db().outboxMessage.count({ where: { ...ofMeeting, failedAt: { not: null } } }),
  ]);
  return { confirmed: all, presenting, lettersWaiting, lettersFailed };
}

/** One registration with its letters, newest first, or `null`. */
export const findRegistration = (id: string) =>
  db().registration.findUnique({
    where: { id },
    include: { messages: { orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] } },
  });

/** All registrations of the meeting under the same e-mail address, newest first. */
export const registrationsOfAddress = ({ meetingId, emailKey }: Registration): Promise<Registration[]> =>
  db().registration.findMany({ where: { meetingId, emailKey }, orderBy: newestFirst });

/**
 * The registration that a personal link opens, or `null` when the link is not, or no longer, a key to anything. The
 * database is asked in every case, so that the time of the answer does not tell why.
 */
export async function findByLink(token: string): Promise<(Registration & { link: LinkContent }) | null> {
  const link = openLink(token) ?? { registrationId: 'none', version: 0 };
  const registration = await db().registration.findUnique({ where: { id: link.registrationId } });
  return registration?.linkVersion === link.version ? { ...registration, link } : null;
}
