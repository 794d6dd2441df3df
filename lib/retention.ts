import type { Clock } from './clock';
import { config } from './config';
import { facts } from './content/facts';
import { isoInDubai, startOfNextDay } from './dates';
import { db, transaction } from './db';
import { blank } from './erasure';
import { DAY_MS, later } from './instant';

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
        const about = { doer: { actor: 'site' } as const, reason: '', at: clock() };
        if (await blank(tx, id, about)) erased += 1;
      }
    });
  }
  await transaction(async (tx) => {
    await tx.auditEvent.updateMany({
      where: { at: before, OR: [{ by: { not: null } }, { place: { not: null } }] },
      data: { by: null, place: null },
    });
    const aboutStaff = {
      type: { in: ['person.invited', 'person.roleChanged', 'person.removed', 'session.ended'] },
    };
    for (const { id, details } of await tx.auditEvent.findMany({
      where: { ...aboutStaff, at: before },
    })) {
      await tx.auditEvent.update({ where: { id }, data: { details: { ...(details as object), email: '' } } });
    }
    await tx.mailing.updateMany({
      where: { createdAt: before, NOT: { createdBy: '' } },
      data: { createdBy: '', audience: { ids: [] }, subjectAr: '', textAr: '', subjectEn: '', textEn: '' },
    });
    await tx.import.updateMany({ where: { createdAt: before }, data: { createdBy: '', rows: [] } });
    await tx.batch.updateMany({ where: { createdAt: before }, data: { createdBy: '' } });
  });
  return erased;
}
