import { type AuditEvent, eventsInBatches, recordEvent } from '@/lib/audit/audit';
import { db, transaction } from '@/lib/db/client';
import { enqueueEmail } from '@/lib/email/outbox';
import { type Clock, machineClock } from '@/lib/time/clock';
import { isoInMeetingZone, startOfDay } from '@/lib/time/dates';
import { DAY_MS, HOUR_MS, later } from '@/lib/time/instant';

/** The hour in Dubai at which the secretariat's mailbox is told what came in. */
const AT_HOUR = 7;

/** What the summary counts under which of its headings. */
const headings: Partial<Record<AuditEvent['type'], 'new' | 'changed' | 'withdrawn'>> = {
  'registration.confirmed': 'new',
  'registration.confirmedAgain': 'new',
  'registration.recorded': 'new',
  'registration.amended': 'changed',
  'registration.corrected': 'changed',
  'registration.withdrawn': 'withdrawn',
};

/** A letter that was given up, and what was said last. */
export type FailedLetter = { registrationId: string; reference: string; lastError: string };

export type Summary = {
  from: Date;
  to: Date;
  /** The references, each once under each heading. */
  new: string[];
  changed: string[];
  withdrawn: string[];
  failed: FailedLetter[];
  /** How many wait to be looked at, as things stand. */
  toReview: number;
};

/**
 * Owes the secretariat's mailbox a summary of what happened until the latest seven o'clock in Dubai; none when nothing did.
 * Whichever process asks first writes it down for all of them.
 */
export async function enqueueDailySummary(clock: Clock): Promise<boolean> {
  const now = clock();
  const to = latestBoundary(now);
  const idempotencyKey = `summary:${to.toISOString()}`;
  return transaction(async (tx) => {
    const last = await tx.auditEvent.findFirst({ where: { type: 'summary.due' }, orderBy: { id: 'desc' } });
    const from = last?.at ?? later(to, -365 * DAY_MS);
    const happened = await tx.auditEvent.count({
      where: { type: { in: Object.keys(headings) }, at: { gte: from, lt: to } },
    });
    const failed = await tx.outboxMessage.count({ where: failedBetween(from, to, now) });
    if (happened + failed === 0) return false;
    const event = { type: 'summary.due', from: from.toISOString(), to: to.toISOString() } as const;
    // At the boundary itself: the next one begins where this one ends.
    const eventId = await recordEvent(tx, event, { actor: 'site', at: to, idempotencyKey });
    await enqueueEmail(tx, 'dailySummary', { eventId });
    return true;
  });
}

function latestBoundary(now: Date): Date {
  const today = later(startOfDay(isoInMeetingZone(now).slice(0, 10)), AT_HOUR * HOUR_MS);
  return today <= now ? today : later(today, -DAY_MS);
}

/** Letters that were given up in a stretch of the meeting's time: they are dated by the machine's. */
function failedBetween(from: Date, to: Date, now: Date) {
  const shiftMs = machineClock().getTime() - now.getTime();
  return { stoppedAt: null, failedAt: { gte: later(from, shiftMs), lt: later(to, shiftMs) } };
}

/** What happened between two instants, as it is known when the letter about it is written. */
export async function summaryOf(from: Date, to: Date, clock: Clock): Promise<Summary> {
  const references = { new: new Set<string>(), changed: new Set<string>(), withdrawn: new Set<string>() };
  for await (const events of eventsInBatches({ from, to })) {
    for (const { type, reference } of events) {
      const heading = headings[type];
      if (heading && reference) references[heading].add(reference);
    }
  }
  const messages = await db().outboxMessage.findMany({
    where: { ...failedBetween(from, to, clock()), registrationId: { not: null } },
    include: { registration: { select: { id: true, reference: true } } },
    orderBy: { failedAt: 'asc' },
  });
  return {
    from,
    to,
    new: [...references.new],
    changed: [...references.changed],
    withdrawn: [...references.withdrawn],
    failed: messages.flatMap(({ registration, lastError }) =>
      registration
        ? [{ registrationId: registration.id, reference: registration.reference, lastError: lastError ?? '' }]
        : [],
    ),
    toReview: await db().registration.count({ where: { review: { not: 'reviewed' }, erasedAt: null } }),
  };
}
