import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { batch } from '@/lib/async/turns';
import { afterCommit, db, type Tx, transaction } from '@/lib/db/client';
import { machineClock } from '@/lib/time/clock';
import { HOUR_MS, later, MINUTE_MS, SECOND_MS } from '@/lib/time/instant';
import type { MessageKind, OutboxMessage, Prisma } from '@/prisma/client/client';
import { LetterState } from '@/prisma/client/enums';

/** How long a claimed message is left to its worker before another one may take it. */
export const LEASE_MS = 2 * MINUTE_MS;
/** How long a letter is tried before it is marked failed. */
export const RETRY_FOR_MS = 72 * HOUR_MS;
/** At most one letter that a stranger can cause, by a repeated form or a lost link, in this time. */
export const REPEAT_PAUSE_MS = 10 * MINUTE_MS;

/** How long to wait after so many attempts in vain: 1 minute, doubling up to 1 hour. */
export const backOffMs = (attempts: number): number =>
  Math.min(MINUTE_MS * 2 ** Math.max(0, attempts - 1), HOUR_MS);

/** By how much the clocks of instances may differ. */
const CLOCK_SKEW_MS = 5 * MINUTE_MS;
const MOST_PAUSES = 7;

/**
 * What may be tried: what nobody has tried yet, what is due, and what is due later than any lease or pause reaches. The machine's
 * clock was put back since then, and nobody is to wait for it to come there again.
 */
function due(now: Date): Prisma.OutboxMessageWhereInput {
  const pauses = Array.from({ length: MOST_PAUSES }, (_, index) => index + 1).map((attempts) => ({
    attempts: attempts < MOST_PAUSES ? attempts : { gte: attempts },
    dueAt: { gt: later(now, Math.max(LEASE_MS, backOffMs(attempts)) + CLOCK_SKEW_MS) },
  }));
  return { ...waiting, OR: [{ dueAt: { lte: now } }, { attempts: 0 }, ...pauses] };
}

/** The kinds that go to staff; all others go to participants, and their state shows beside the registration. */
const staffKinds: MessageKind[] = ['secretariatNotice', 'dailySummary', 'memberInvitation'];
const toParticipant = { kind: { notIn: staffKinds } };

type About = Pick<OutboxMessage, 'kind' | 'registrationId'>;

/** The registration beside which it shows how this letter stands. */
const shownBeside = ({ kind, registrationId }: About): string | null =>
  staffKinds.includes(kind) ? null : registrationId;

/** Neither sent nor given up nor stopped. */
export const waiting = { sentAt: null, failedAt: null, stoppedAt: null };

/** Owes a letter, in the transaction that causes it. Times here are the machine's: they steer work, not the meeting. */
export async function enqueueEmail(
  tx: Tx,
  kind: MessageKind,
  about: { registrationId?: string; eventId: number; mailingId?: string },
  now: Date = machineClock(),
): Promise<void> {
  await tx.outboxMessage.create({
    data: { id: randomUUID(), kind, ...about, createdAt: now, dueAt: now },
  });
  afterCommit(tx, wakeWorker);
  const id = shownBeside({ kind, registrationId: about.registrationId ?? null });
  // One more letter that waits makes all of them wait, unless one of them has failed.
  if (id) {
    const where = { id, letter: { in: ['none', 'sent'] satisfies LetterState[] } };
    await tx.registration.updateMany({ where, data: { letter: 'waiting' } });
  }
}

/** Queues one email of a mailing for each registration. A registration shows that an email waits, unless one has failed. */
export async function enqueueMailing(
  tx: Tx,
  ids: string[],
  about: { mailingId: string; eventId: number },
): Promise<void> {
  const now = machineClock();
  afterCommit(tx, wakeWorker);
  await tx.outboxMessage.createMany({
    data: ids.map((registrationId) => ({
      id: randomUUID(),
      kind: 'mailing' as const,
      registrationId,
      ...about,
      createdAt: now,
      dueAt: now,
    })),
  });
  await tx.registration.updateMany({
    where: { id: { in: ids }, letter: { not: 'failed' } },
    data: { letter: 'waiting' },
  });
}

type Standing = { sentAt: Date | null; failedAt: Date | null; stoppedAt: Date | null };

/** How letters stand together: one that failed is said first, then one that waits; a stopped one does not count. */
export function emailStateOf(messages: Standing[]): LetterState {
  const going = messages.filter(({ stoppedAt }) => !stoppedAt);
  if (going.some(({ failedAt }) => failedAt)) return 'failed';
  if (going.some(({ sentAt }) => !sentAt)) return 'waiting';
  return going.length > 0 ? 'sent' : 'none';
}

/** Writes down beside registrations how their letters stand, because the list is filtered and sorted by it. */
async function updateEmailStates(tx: Tx, registrationIds: string[]): Promise<void> {
  if (registrationIds.length === 0) return;
  const messages = await tx.outboxMessage.findMany({
    where: { registrationId: { in: registrationIds }, ...toParticipant },
    select: { registrationId: true, sentAt: true, failedAt: true, stoppedAt: true },
  });
  const stateOf = (id: string) =>
    emailStateOf(messages.filter(({ registrationId }) => registrationId === id));
  for (const letter of Object.values(LetterState)) {
    const ids = registrationIds.filter((id) => stateOf(id) === letter);
    if (ids.length === 0) continue;
    await tx.registration.updateMany({
      where: { id: { in: ids }, letter: { not: letter } },
      data: { letter },
    });
  }
}

/**
 * Tries a letter once more, from the beginning: one that waits at once, one that was given up as long as a new one. One that
 * was sent, or whose registration is gone, stays as it is.
 * @returns whether it is now due
 */
export async function retryEmail(tx: Tx, id: string, now: Date = machineClock()): Promise<boolean> {
  const { count } = await tx.outboxMessage.updateMany({
    where: { id, sentAt: null, stoppedAt: null },
    data: { failedAt: null, attempts: 0, dueAt: now, againAt: now },
  });
  if (count === 0) return false;
  afterCommit(tx, wakeWorker);
  const { registrationId } = await tx.outboxMessage.findUniqueOrThrow({ where: { id } });
  if (registrationId) await updateEmailStates(tx, [registrationId]);
  return true;
}

/** Lets letters that have not gone out stay. One that a worker has in hand goes out all the same. @returns how many */
export async function cancelEmails(
  tx: Tx,
  which: Prisma.OutboxMessageWhereInput,
  now: Date = machineClock(),
): Promise<number> {
  const where = { ...which, sentAt: null, stoppedAt: null };
  const stopped = await tx.outboxMessage.findMany({ where, select: { registrationId: true } });
  const { count } = await tx.outboxMessage.updateMany({ where, data: { stoppedAt: now } });
  for (const { registrationId } of stopped) {
    if (registrationId) await updateEmailStates(tx, [registrationId]);
  }
  return count;
}

/** Whether a message is owed to nobody: a lost link was asked for with an address that nobody registered. */
export const hasNoRecipient = ({ kind, registrationId }: About): boolean =>
  kind === 'lostLink' && registrationId === null;

/** Lets a message go that was owed to nobody; what caused it stays in the log. */
export async function deleteMessage({ id }: Pick<OutboxMessage, 'id'>): Promise<void> {
  await db().outboxMessage.deleteMany({ where: { id } });
}

/** Whether a letter of this kind was owed to one of the registrations a short while ago. */
export async function wasEnqueuedRecently(
  tx: Tx,
  kind: MessageKind,
  about: Prisma.RegistrationWhereInput,
  now: Date = machineClock(),
): Promise<boolean> {
  // One from the future, after the clock was put back, is no reason to keep silent until then.
  const lately = { gt: later(now, -REPEAT_PAUSE_MS), lte: later(now, CLOCK_SKEW_MS) };
  const where = { kind, registration: about, createdAt: lately };
  return (await tx.outboxMessage.count({ where })) > 0;
}

/**
 * Takes messages that are due. Each is this worker's alone until its lease ends: taking it pushes its due time forward, in
 * one conditional write that only one worker can win. A worker that dies leaves nothing to clean up.
 */
export async function claim(limit: number, now: Date = machineClock()): Promise<OutboxMessage[]> {
  const first = (which: Prisma.OutboxMessageWhereInput) =>
    db().outboxMessage.findMany({
      where: { ...due(now), ...which },
      orderBy: { dueAt: 'asc' },
      take: limit,
      select: { id: true, mailingId: true },
    });
  let found = await first({});
  // What one person waits for goes before letters to many. Asked for apart, each in the order of the index: a full outbox
  // would have to be sorted for every few letters.
  if (found.length === limit && found.some(({ mailingId }) => mailingId !== null)) {
    found = [...(await first({ mailingId: null })), ...found.filter(({ mailingId }) => mailingId !== null)];
  }
  const ids = found.slice(0, limit).map(({ id }) => id);
  if (ids.length === 0) return [];
  const taken = await db().outboxMessage.updateManyAndReturn({
    where: { id: { in: ids }, ...due(now) },
    data: { dueAt: later(now, LEASE_MS), attempts: { increment: 1 } },
  });
  return taken.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
}

export type AttemptResult = { ok: true } | { ok: false; reason: string };

type Ended = { message: OutboxMessage; delivery: AttemptResult; now: Date };

/** Writes down how an attempt ended: sent, to be tried again after a pause, or given up after three days. */
export const recordAttempt = (
  message: OutboxMessage,
  delivery: AttemptResult,
  now: Date = machineClock(),
): Promise<void> => recordAttempts({ message, delivery, now });

/** Letters that go out side by side end almost at once: so long the first waits to be written down with the others. */
const SIDE_BY_SIDE_MS = 5;

const recordAttempts = batch(async (ended: Ended[]) => {
  const about = new Set(ended.flatMap(({ message }) => shownBeside(message) ?? []));
  await transaction(
    async (tx) => {
      for (const { message, delivery, now } of ended) {
        const since = message.againAt ?? message.createdAt;
        const isLast = now.getTime() - since.getTime() >= RETRY_FOR_MS;
        const data = delivery.ok
          ? { sentAt: now, lastError: null }
          : isLast
            ? { failedAt: now, lastError: delivery.reason }
            : { dueAt: later(now, backOffMs(message.attempts)), lastError: delivery.reason };
        // A letter that went out stays sent, whatever a slower worker reports afterwards.
        // Of one that was stopped meanwhile nothing is noted: a server's answer may quote the address of somebody who was erased.
        const isNoted = delivery.ok ? {} : { stoppedAt: null };
        await tx.outboxMessage.updateMany({ where: { id: message.id, sentAt: null, ...isNoted }, data });
      }
      await updateEmailStates(tx, [...about]);
    },
    [...about],
  );
}, SIDE_BY_SIDE_MS);

/** How many letters nobody will try to send any more, unless somebody asks for it. */
export const countFailed = (): Promise<number> =>
  db().outboxMessage.count({ where: { failedAt: { not: null }, stoppedAt: null } });

/** How much is owed, and since when the oldest of it has been due. */
export async function outboxState(
  now: Date = machineClock(),
): Promise<{ due: number; oldestDueSeconds: number | null }> {
  const [due, oldest] = await Promise.all([
    db().outboxMessage.count({ where: waiting }),
    db().outboxMessage.aggregate({ where: waiting, _min: { createdAt: true } }),
  ]);
  const since = oldest._min.createdAt;
  return { due, oldestDueSeconds: since && Math.floor((now.getTime() - since.getTime()) / SECOND_MS) };
}

// The pages and the start-up hook get separate copies of this module; only globalThis is shared between them.
const shared = globalThis as { outboxBell?: EventEmitter };
const emitter = () => {
  shared.outboxBell ??= new EventEmitter();
  return shared.outboxBell;
};

/** Tells the worker of this process that an email was queued. */
function wakeWorker(): void {
  emitter().emit('queued');
}

/** @returns a function that stops listening */
export function onWake(listener: () => void): () => void {
  emitter().on('queued', listener);
  return () => emitter().off('queued', listener);
}
