import { type AuditEvent, eventsInBatches, recordEvent } from '@/lib/audit/audit';
import { db, transaction } from '@/lib/db/client';
import { enqueueEmail } from '@/lib/email/outbox';
import { type Clock, machineClock } from '@/lib/time/clock';
import { isoInMeetingZone, startOfDay } from '@/lib/time/dates';
import { DAY_MS, HOUR_MS, later } from '@/lib/time/instant';

/** The hour in Dubai at which a summary ends and the next one begins. */
const SUMMARY_HOUR = 7;

/** The heading of the summary under which each type of event is counted. Other types are not counted. */
const headings: Partial<Record<AuditEvent['type'], 'new' | 'changed' | 'withdrawn'>> = {
  'registration.confirmed': 'new',
  'registration.confirmedAgain': 'new',
  'registration.recorded': 'new',
  'registration.amended': 'changed',
  'registration.corrected': 'changed',
  'registration.withdrawn': 'withdrawn',
};

/** An email that failed for good, with the mail server's last answer. */
export type FailedEmail = { registrationId: string; reference: string; lastError: string };

export type Summary = {
  from: Date;
  to: Date;
  /** References of registrations, each at most once under a heading. */
  new: string[];
  changed: string[];
  withdrawn: string[];
  failed: FailedEmail[];
  /** How many registrations wait for review when the email is composed. */
  toReview: number;
};

/**
 * Queues an email to the secretariat's mailbox that sums up what happened since the last summary, until the latest seven o'clock in
 * Dubai. Several processes may call this at once; the idempotency key lets only one of them queue it.
 * @returns `false` where nothing happened, and nothing was queued
 */
export async function enqueueDailySummary(clock: Clock): Promise<boolean> {
  const now = clock();
  const to = latestBoundary(now);
  const idempotencyKey = `summary:${to.toISOString()}`;
  return transaction(async (tx) => {
    const last = await tx.auditEvent.findFirst({ where: { type: 'summary.due' }, orderBy: { id: 'desc' } });
    const from = last?.at ?? later(to, -365 * DAY_MS);
    const total = await tx.auditEvent.count({
      where: { type: { in: Object.keys(headings) }, at: { gte: from, lt: to } },
    });
    const failed = await tx.outboxMessage.count({ where: failedBetween(from, to, now) });
    if (total + failed === 0) return false;
    const event = { type: 'summary.due', from: from.toISOString(), to: to.toISOString() } as const;
    // Dated at the boundary and not now: the next summary begins where this one ends.
    const eventId = await recordEvent(tx, event, { actor: 'site', at: to, idempotencyKey });
    await enqueueEmail(tx, 'dailySummary', { eventId });
    return true;
  });
}

function latestBoundary(now: Date): Date {
  const today = later(startOfDay(isoInMeetingZone(now).slice(0, 10)), SUMMARY_HOUR * HOUR_MS);
  return today <= now ? today : later(today, -DAY_MS);
}

/**
 * Selects emails that failed between two instants of the meeting's clock. Their `failedAt` is by the machine's clock, so the
 * difference between the clocks is added.
 */
function failedBetween(from: Date, to: Date, now: Date) {
  const shiftMs = machineClock().getTime() - now.getTime();
  return { cancelledAt: null, failedAt: { gte: later(from, shiftMs), lt: later(to, shiftMs) } };
}

/** What happened between two instants, read when the email about it is composed. */
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
