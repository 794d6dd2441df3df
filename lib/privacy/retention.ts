import type { AuditEvent } from '@/lib/audit/audit';
import { config } from '@/lib/config';
import { db, type Tx, transaction } from '@/lib/db/client';
import { noCopy } from '@/lib/email/sent-copy';
import { earlierMeetings, facts } from '@/lib/meeting/content/facts';
import type { Clock } from '@/lib/time/clock';
import { isoInMeetingZone, startOfNextDay } from '@/lib/time/dates';
import { DAY_MS, later } from '@/lib/time/instant';
import type { Prisma } from '@/prisma/client/client';
import { anonymize, anonymizedMailing } from './erasure';
import { markForScrub, scrubNow } from './scrub';

/** How many registrations are erased in one transaction: few, so that other writes do not wait long. */
const BATCH_SIZE = 50;

/** The last day on which the personal data of this meeting are kept, as an instant on that day. */
export const retainedUntil = (days = config().retentionDays): Date => later(facts.endsAt, days * DAY_MS);

/** The instant from which the data of a meeting are erased: the end, in Dubai, of the last day on which they are kept. */
const erasesAtOf = (endsAt: Date): Date =>
  startOfNextDay(isoInMeetingZone(later(endsAt, config().retentionDays * DAY_MS)).slice(0, 10));

/**
 * Selects the data that are erased together: those of one meeting. The selection for the current meeting also covers meetings that
 * are missing from `earlierMeetings`, because their end is unknown.
 */
type RetentionScope = {
  meetingId: string;
  registrations: Prisma.RegistrationWhereInput;
  /** Events, which name members. */
  events: Prisma.AuditEventWhereInput;
  /** Mailings, imports and bulk reviews, which name the member who created them. */
  createdByMembers: { meetingId?: string; createdAt: { lt: Date } };
  erasesAt: Date;
};

function retentionScopes(earlier: typeof earlierMeetings): RetentionScope[] {
  const erasesAt = erasesAtOf(facts.endsAt);
  const currentScope = {
    meetingId: facts.id,
    registrations: { meetingId: { notIn: earlier.map(({ id }) => id) }, erasedAt: null },
    events: { at: { lt: erasesAt } },
    createdByMembers: { createdAt: { lt: erasesAt } },
    erasesAt,
  };
  return [currentScope, ...earlier.map(scopeOfEarlier)];
}

/** Events without a registration have no meeting; those before the end of an earlier meeting count as that meeting's. */
function scopeOfEarlier({ id, endsAt }: (typeof earlierMeetings)[number]): RetentionScope {
  const erasesAt = erasesAtOf(endsAt);
  const withoutRegistration = { registrationId: null, at: { lt: endsAt } };
  return {
    meetingId: id,
    registrations: { meetingId: id, erasedAt: null },
    events: { OR: [withoutRegistration, { registration: { meetingId: id }, at: { lt: erasesAt } }] },
    createdByMembers: { meetingId: id, createdAt: { lt: erasesAt } },
    erasesAt,
  };
}

export type Retention = {
  meetingId: string;
  erasesAt: Date;
  isDue: boolean;
  registrations: number;
  events: number;
  emails: number;
};

/** For each meeting, the current one first: when its data are erased, and how many there are. */
export const retentionOverview = (clock: Clock, earlier = earlierMeetings): Promise<Retention[]> =>
  Promise.all(
    retentionScopes(earlier).map(async ({ meetingId, erasesAt, registrations }) => ({
      meetingId,
      erasesAt,
      isDue: clock() >= erasesAt,
      registrations: await db().registration.count({ where: registrations }),
      events: await db().auditEvent.count({ where: { registration: registrations } }),
      emails: await db().outboxMessage.count({ where: { registration: registrations } }),
    })),
  );

/**
 * Erases the personal data of every meeting whose retention period is over: of participants from registrations, events and emails,
 * of members from the log. References, statuses, countries and sources stay for the counts. May be called repeatedly, and by
 * several processes at once.
 * @returns how many registrations were erased
 */
export async function applyRetention(clock: Clock, earlier = earlierMeetings): Promise<number> {
  const dueScopes = retentionScopes(earlier).filter(({ erasesAt }) => clock() >= erasesAt);
  if (dueScopes.length === 0) return 0;
  let erased = 0;
  for (const scope of dueScopes) {
    erased += await anonymizeRegistrations(scope.registrations, clock);
    await transaction((tx) => anonymizeMembers(tx, scope));
  }
  await scrubNow();
  return erased;
}

async function anonymizeRegistrations(where: Prisma.RegistrationWhereInput, clock: Clock): Promise<number> {
  let erased = 0;
  for (;;) {
    const registrations = await db().registration.findMany({
      where,
      select: { id: true },
      take: BATCH_SIZE,
    });
    if (registrations.length === 0) return erased;
    await transaction(async (tx) => {
      for (const { id } of registrations) {
        const erasure = { actor: { actor: 'site' } as const, ground: null, at: clock() };
        if (await anonymize(tx, id, erasure)) erased += 1;
      }
    });
  }
}

/** Events without a registration that contain a typed reason or an email address. */
const eventsWithTypedText = [
  'deadline.moved',
  'person.invited',
  'person.roleChanged',
  'person.removed',
  'session.ended',
] as const satisfies AuditEvent['type'][];

/** Removes the names of members from events, emails, mailings, imports and bulk reviews, together with the texts that they typed. */
async function anonymizeMembers(
  tx: Tx,
  { events: inScope, createdByMembers }: RetentionScope,
): Promise<void> {
  const events = await tx.auditEvent.updateMany({
    where: { AND: [inScope, { OR: [{ by: { not: null } }, { ipAddress: { not: null } }] }] },
    data: { by: null, ipAddress: null },
  });
  let blanked = events.count;
  for (const { id, details } of await tx.auditEvent.findMany({
    where: { AND: [inScope, { type: { in: [...eventsWithTypedText] } }] },
  })) {
    const existing = details as Record<string, string | null>;
    const typedFields = ['email', 'reason'].filter((name) => existing[name]);
    if (typedFields.length === 0) continue;
    const data = { details: { ...existing, ...Object.fromEntries(typedFields.map((name) => [name, ''])) } };
    await tx.auditEvent.update({ where: { id }, data });
    blanked += 1;
  }
  const where = { ...createdByMembers, NOT: { createdBy: '' } };
  const updates = [
    await tx.outboxMessage.updateMany({
      where: { registrationId: null, event: inScope, sentTo: { not: null } },
      data: noCopy,
    }),
    await tx.mailing.updateMany({ where, data: { createdBy: '', ...anonymizedMailing() } }),
    await tx.import.updateMany({ where, data: { createdBy: '', rows: [] } }),
    await tx.batch.updateMany({ where, data: { createdBy: '' } }),
  ];
  if (blanked + updates.reduce((sum, { count }) => sum + count, 0) > 0) await markForScrub(tx);
}
