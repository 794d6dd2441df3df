import type { AuditEvent } from './audit';
import type { Clock } from './clock';
import { config } from './config';
import { facts } from './content/facts';
import { isoInDubai, startOfNextDay } from './dates';
import { db, type Tx, transaction } from './db';
import { blank, blankedMailing } from './erasure';
import { DAY_MS, later } from './instant';
import { markForScrub, scrubNow } from './scrub';

/** So many are erased in one transaction, so that others wait no longer for it than for a few letters. */
const PART = 50;

/** The last day on which personal data are kept: so many days after the meeting. */
export const keptUntil = (days = config().retentionDays): Date => later(facts.endsAt, days * DAY_MS);

/** The instant at which that day is over in Dubai. */
const erasesAt = (): Date => startOfNextDay(isoInDubai(keptUntil()).slice(0, 10));

export type Retention = {
  erasesAt: Date;
  isDue: boolean;
  registrations: number;
  events: number;
  letters: number;
};

/** What retention is about: from when it erases, and how much there is. */
export async function whatIsKept(clock: Clock): Promise<Retention> {
  const about = { meetingId: facts.id, erasedAt: null };
  return {
    erasesAt: erasesAt(),
    isDue: clock() >= erasesAt(),
    registrations: await db().registration.count({ where: about }),
    events: await db().auditEvent.count({ where: { registration: about } }),
    letters: await db().outboxMessage.count({ where: { registration: about } }),
  };
}

/**
 * When its time has come, erases what says who registered, from registrations, history and letters; and from the log who of
 * the staff did what before. References, states, countries and sources stay, for the counts. May be called by several processes
 * at once, and again.
 * @returns how many were erased
 */
export async function eraseWhatIsDue(clock: Clock): Promise<number> {
  const before = { lt: erasesAt() };
  if (clock() < before.lt) return 0;
  let erased = 0;
  for (;;) {
    const part = await db().registration.findMany({
      where: { meetingId: facts.id, erasedAt: null },
      select: { id: true },
      take: PART,
    });
    if (part.length === 0) break;
    await transaction(async (tx) => {
      for (const { id } of part) {
        const about = { doer: { actor: 'site' } as const, ground: null, at: clock() };
        if (await blank(tx, id, about)) erased += 1;
      }
    });
  }
  await transaction((tx) => blankStaff(tx, before));
  await scrubNow();
  return erased;
}

/** Events about no registration in which somebody typed a reason or an address. */
const typedInto = [
  'deadline.moved',
  'person.invited',
  'person.roleChanged',
  'person.removed',
  'session.ended',
] as const satisfies AuditEvent['type'][];

/** Who of the staff did what, and what they wrote, before an instant. */
async function blankStaff(tx: Tx, before: { lt: Date }): Promise<void> {
  const events = await tx.auditEvent.updateMany({
    where: { at: before, OR: [{ by: { not: null } }, { place: { not: null } }] },
    data: { by: null, place: null },
  });
  let blanked = events.count;
  for (const { id, details } of await tx.auditEvent.findMany({
    where: { type: { in: [...typedInto] }, at: before },
  })) {
    const known = details as Record<string, string | null>;
    const typed = ['email', 'reason'].filter((name) => known[name]);
    if (typed.length === 0) continue;
    const data = { details: { ...known, ...Object.fromEntries(typed.map((name) => [name, ''])) } };
    await tx.auditEvent.update({ where: { id }, data });
    blanked += 1;
  }
  const written = { createdAt: before, NOT: { createdBy: '' } };
  const others = [
    await tx.mailing.updateMany({ where: written, data: { createdBy: '', ...blankedMailing() } }),
    await tx.import.updateMany({ where: written, data: { createdBy: '', rows: [] } }),
    await tx.batch.updateMany({ where: written, data: { createdBy: '' } }),
  ];
  if (blanked + others.reduce((sum, { count }) => sum + count, 0) > 0) await markForScrub(tx);
}
