import type { AuditEvent } from '@/lib/audit/audit';
import { config } from '@/lib/config';
import { db, type Tx, transaction } from '@/lib/db/client';
import { earlierMeetings, facts } from '@/lib/meeting/content/facts';
import type { Clock } from '@/lib/time/clock';
import { isoInMeetingZone, startOfNextDay } from '@/lib/time/dates';
import { DAY_MS, later } from '@/lib/time/instant';
import type { Prisma } from '@/prisma/client/client';
import { anonymize, anonymizedMailing } from './erasure';
import { markForScrub, scrubNow } from './scrub';

/** So many are erased in one transaction, so that others wait no longer for it than for a few letters. */
const AT_ONCE = 50;

/** The last day on which personal data are kept: so many days after the meeting. */
export const retainedUntil = (days = config().retentionDays): Date => later(facts.endsAt, days * DAY_MS);

/** The instant at which that day of a meeting is over in Dubai. */
const erasesAtOf = (endsAt: Date): Date =>
  startOfNextDay(isoInMeetingZone(later(endsAt, config().retentionDays * DAY_MS)).slice(0, 10));

/** Data that are erased together: those of one meeting, and with the present one those of any whose end nobody knows. */
type Part = {
  meetingId: string;
  registrations: Prisma.RegistrationWhereInput;
  /** The events that say who of the staff did something. */
  events: Prisma.AuditEventWhereInput;
  /** Emails, spreadsheets and changes of many, which somebody of the staff made. */
  made: { meetingId?: string; createdAt: { lt: Date } };
  erasesAt: Date;
};

function partsOf(earlier: typeof earlierMeetings): Part[] {
  const erasesAt = erasesAtOf(facts.endsAt);
  const present = {
    meetingId: facts.id,
    registrations: { meetingId: { notIn: earlier.map(({ id }) => id) }, erasedAt: null },
    events: { at: { lt: erasesAt } },
    made: { createdAt: { lt: erasesAt } },
    erasesAt,
  };
  return [present, ...earlier.map(partOf)];
}

/** What the staff did about no registration is an earlier meeting's until that ended. */
function partOf({ id, endsAt }: (typeof earlierMeetings)[number]): Part {
  const erasesAt = erasesAtOf(endsAt);
  const aboutNobody = { registrationId: null, at: { lt: endsAt } };
  return {
    meetingId: id,
    registrations: { meetingId: id, erasedAt: null },
    events: { OR: [aboutNobody, { registration: { meetingId: id }, at: { lt: erasesAt } }] },
    made: { meetingId: id, createdAt: { lt: erasesAt } },
    erasesAt,
  };
}

export type Retention = {
  meetingId: string;
  erasesAt: Date;
  isDue: boolean;
  registrations: number;
  events: number;
  letters: number;
};

/** What retention is about, the present meeting first: from when it erases, and how much there is. */
export const retentionOverview = (clock: Clock, earlier = earlierMeetings): Promise<Retention[]> =>
  Promise.all(
    partsOf(earlier).map(async ({ meetingId, erasesAt, registrations }) => ({
      meetingId,
      erasesAt,
      isDue: clock() >= erasesAt,
      registrations: await db().registration.count({ where: registrations }),
      events: await db().auditEvent.count({ where: { registration: registrations } }),
      letters: await db().outboxMessage.count({ where: { registration: registrations } }),
    })),
  );

/**
 * When the time of a meeting has come, erases what says who registered, from registrations, history and letters; and from the
 * log who of the staff did what before. References, states, countries and sources stay, for the counts. May be called by
 * several processes at once, and again.
 * @returns how many were erased
 */
export async function applyRetention(clock: Clock, earlier = earlierMeetings): Promise<number> {
  const due = partsOf(earlier).filter(({ erasesAt }) => clock() >= erasesAt);
  if (due.length === 0) return 0;
  let erased = 0;
  for (const part of due) {
    erased += await anonymizeAll(part.registrations, clock);
    await transaction((tx) => anonymizeStaff(tx, part));
  }
  await scrubNow();
  return erased;
}

async function anonymizeAll(where: Prisma.RegistrationWhereInput, clock: Clock): Promise<number> {
  let erased = 0;
  for (;;) {
    const some = await db().registration.findMany({ where, select: { id: true }, take: AT_ONCE });
    if (some.length === 0) return erased;
    await transaction(async (tx) => {
      for (const { id } of some) {
        const about = { actor: { actor: 'site' } as const, ground: null, at: clock() };
        if (await anonymize(tx, id, about)) erased += 1;
      }
    });
  }
}

/** Events about no registration in which somebody typed a reason or an address. */
const typedInto = [
  'deadline.moved',
  'person.invited',
  'person.roleChanged',
  'person.removed',
  'session.ended',
] as const satisfies AuditEvent['type'][];

/** Who of the staff did what, and what they wrote. */
async function anonymizeStaff(tx: Tx, { events: about, made }: Part): Promise<void> {
  const events = await tx.auditEvent.updateMany({
    where: { AND: [about, { OR: [{ by: { not: null } }, { ipAddress: { not: null } }] }] },
    data: { by: null, ipAddress: null },
  });
  let blanked = events.count;
  for (const { id, details } of await tx.auditEvent.findMany({
    where: { AND: [about, { type: { in: [...typedInto] } }] },
  })) {
    const existing = details as Record<string, string | null>;
    const typed = ['email', 'reason'].filter((name) => existing[name]);
    if (typed.length === 0) continue;
    const data = { details: { ...existing, ...Object.fromEntries(typed.map((name) => [name, ''])) } };
    await tx.auditEvent.update({ where: { id }, data });
    blanked += 1;
  }
  const written = { ...made, NOT: { createdBy: '' } };
  const others = [
    await tx.mailing.updateMany({ where: written, data: { createdBy: '', ...anonymizedMailing() } }),
    await tx.import.updateMany({ where: written, data: { createdBy: '', rows: [] } }),
    await tx.batch.updateMany({ where: written, data: { createdBy: '' } }),
  ];
  if (blanked + others.reduce((sum, { count }) => sum + count, 0) > 0) await markForScrub(tx);
}
