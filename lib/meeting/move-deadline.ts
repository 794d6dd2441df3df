import { type Actor, type RecordedEvent, readEvent, recordEvent } from '@/lib/audit/audit';
import { config } from '@/lib/config';
import { db, transaction } from '@/lib/db/client';
import { log } from '@/lib/server/log';
import type { Clock } from '@/lib/time/clock';
import { isoInMeetingZone, startOfNextDay } from '@/lib/time/dates';
import { instant } from '@/lib/time/instant';
import { facts } from './content/facts';
import { currentMeeting, type Meeting } from './current-meeting';

export type Move = {
  /** The last day, in Dubai, on which confirming is possible: the note names days, not hours. Such as `2024-01-31`. */
  lastDay: string;
  reason: string;
  /** The version of the deadline that was seen. */
  expectedVersion: number;
  /** Whether it was said that a day in the past is meant. */
  isSure: boolean;
  actor: Actor;
  clock: Clock;
};

/**
 * `same`: it is that day already. `tooLate`: on the day of the meeting or after it. `past`: it would close at once, and nobody
 * said that this is meant. `changed`: somebody else moved it meanwhile.
 */
export type MoveOutcome = { ok: true } | { ok: false; reason: 'same' | 'tooLate' | 'past' | 'changed' };

/** Moves the deadline, forwards or backwards; it holds for everything that is written from then on. */
export const moveDeadline = ({
  lastDay,
  reason,
  expectedVersion,
  isSure,
  actor,
  clock,
}: Move): Promise<MoveOutcome> =>
  transaction(async (tx) => {
    const now = clock();
    const meeting = await currentMeeting(tx);
    const closesAt = startOfNextDay(lastDay);
    const change = await tx.meetingChange.findUnique({ where: { meetingId: meeting.id } });
    if ((change?.version ?? 0) !== expectedVersion) return { ok: false, reason: 'changed' };
    if (closesAt.getTime() === meeting.closesAt.getTime()) return { ok: false, reason: 'same' };
    if (lastDay >= isoInMeetingZone(meeting.startsAt).slice(0, 10)) return { ok: false, reason: 'tooLate' };
    if (closesAt <= now && !isSure) return { ok: false, reason: 'past' };
    await tx.meetingChange.upsert({
      where: { meetingId: meeting.id },
      create: { meetingId: meeting.id, closesAt },
      update: { closesAt, version: expectedVersion + 1 },
    });
    const [from, to] = [meeting.closesAt.toISOString(), closesAt.toISOString()];
    await recordEvent(tx, { type: 'deadline.moved', from, to, reason }, { ...actor, at: now });
    return { ok: true };
  });

/**
 * The deadline with its version, for the form that moves it. Both are read at once: a version that is younger than the deadline on
 * the page would let somebody overwrite a move that they never saw.
 */
export async function versionedDeadline(): Promise<{ closesAt: Date; version: number }> {
  const change = await db().meetingChange.findUnique({
    where: { meetingId: facts.id },
    select: { closesAt: true, version: true },
  });
  return change ?? { closesAt: facts.closesAt, version: 0 };
}

/** The event of a move: the deadline before and after it in ISO 8601, who moved it, when and why. */
export type DeadlineMove = RecordedEvent & { type: 'deadline.moved' };

/** Every move of the deadline, newest first. */
export async function deadlineMoves(): Promise<DeadlineMove[]> {
  const rows = await db().auditEvent.findMany({ where: { type: 'deadline.moved' }, orderBy: { id: 'desc' } });
  return rows.map(readEvent).filter((event): event is DeadlineMove => event.type === 'deadline.moved');
}

/** The deadline with which the note was circulated, and when the deadline that holds now was set instead. */
export type DeadlineMark = { from: Date; at: Date };

/**
 * The mark of a moved deadline: readers of the note who know the circulated date see that another one holds. Dates that held in between
 * are left out. There is no mark while the circulated date holds, or holds again.
 * @param closesAt the deadline that is shown, so that the mark belongs to that very date
 * @param moves from `deadlineMoves`
 */
export function deadlineMark(closesAt: Date, moves: DeadlineMove[]): DeadlineMark | null {
  if (closesAt.getTime() === facts.closesAt.getTime()) return null;
  const move = moves.find(({ to }) => instant(to).getTime() === closesAt.getTime());
  return move ? { from: facts.closesAt, at: move.at } : null;
}

/** The mark for the note. Without a database the note stays readable, and has no mark. */
export async function markToShow({ closesAt }: Pick<Meeting, 'closesAt'>): Promise<DeadlineMark | null> {
  if (config().isBuild) return null;
  try {
    return deadlineMark(closesAt, await deadlineMoves());
  } catch (error) {
    log.error({ event: 'meeting.unreadable', err: error });
    return null;
  }
}
