import { db } from '@/lib/db';
import { fold } from '@/lib/fold';
import { type LinkContent, openLink } from '@/lib/links';
import type { Meeting } from '@/lib/meeting';
import { waiting } from '@/lib/outbox';
import type { Prisma, Registration } from '@/prisma/client/client';
import { type Filter, sortings } from './filter';

/** Every word of the query must stand somewhere in the registration, compared as `fold` compares. */
const matching = ({ id }: Meeting, { q, status, country, presentation }: Filter) =>
  ({
    meetingId: id,
    ...(status && { status }),
    ...(country && { country: country === 'none' ? null : country }),
    ...(presentation && { presentationTitle: presentation === 'yes' ? { not: null } : null }),
    // The signs that stand for any text in SQL are not searched for: they would find everybody.
    AND: fold(q)
      .split(/[\s%_\\]+/)
      .filter(Boolean)
      .map((word) => ({
        OR: [{ searchKey: { contains: word } }, { privateSearchKey: { contains: word } }],
      })),
  }) satisfies Prisma.RegistrationWhereInput;

/** Names stand in the order of their folded keys, which is the same in every database. */
const columns = { time: 'createdAt', name: 'nameSort', reference: 'reference' } as const;

/** Those that are alike keep one order, so that no page repeats or leaves out anybody. */
function orderOf({ sort, order = sortings[sort] }: Filter): Prisma.RegistrationOrderByWithRelationInput[] {
  return [{ [columns[sort]]: order }, { id: order }];
}

const newestFirst = [
  { createdAt: 'desc' },
  { id: 'desc' },
] satisfies Prisma.RegistrationOrderByWithRelationInput[];

/** One page of the secretariat's list; a page beyond the end is the last one. */
export async function listRegistrations(
  meeting: Meeting,
  filter: Filter,
): Promise<{ rows: Registration[]; total: number; page: number; pages: number }> {
  const where = matching(meeting, filter);
  const total = await db().registration.count({ where });
  const pages = Math.max(1, Math.ceil(total / filter.size));
  const shown = Math.min(filter.page, pages);
  const found = await db().registration.findMany({
    where,
    orderBy: orderOf(filter),
    skip: (shown - 1) * filter.size,
    take: filter.size,
  });
  return { rows: found, total, page: shown, pages };
}

/** All that match, in the order of the list, for an export. */
export const allRegistrations = (meeting: Meeting, filter: Filter): Promise<Registration[]> =>
  db().registration.findMany({ where: matching(meeting, filter), orderBy: orderOf(filter) });

export type Counts = { confirmed: number; presenting: number; lettersWaiting: number; lettersFailed: number };

/** The figures above the list; each letter is counted on its own, the secretariat's notices among them. */
export async function counts(meeting: Meeting): Promise<Counts> {
  const confirmed = { meetingId: meeting.id, status: 'confirmed' } as const;
  const ofMeeting = { registration: { meetingId: meeting.id } };
  const [all, presenting, lettersWaiting, lettersFailed] = await Promise.all([
    db().registration.count({ where: confirmed }),
    db().registration.count({ where: { ...confirmed, presentationTitle: { not: null } } }),
    db().outboxMessage.count({ where: { ...ofMeeting, ...waiting } }),
    db().outboxMessage.count({ where: { ...ofMeeting, failedAt: { not: null }, stoppedAt: null } }),
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
