import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { batch } from '@/lib/async/batch';
import { afterCommit, db, type Tx, transaction } from '@/lib/db/client';
import { machineClock } from '@/lib/time/clock';
import { HOUR_MS, later, MINUTE_MS, SECOND_MS } from '@/lib/time/instant';
import type { MessageKind, OutboxMessage, Prisma, Registration } from '@/prisma/client/client';
import { EmailState } from '@/prisma/client/enums';
import type { Email } from './parts';
import { copyOf } from './sent-copy';

/** How long a claimed message belongs to its worker before another worker may claim it. */
export const LEASE_MS = 2 * MINUTE_MS;
/** How long an email is retried before it is marked as failed. */
export const RETRY_FOR_MS = 72 * HOUR_MS;
/** In this time a stranger can cause at most one email of a kind to an address, by a repeated form or a lost link. */
export const REPEAT_PAUSE_MS = 10 * MINUTE_MS;
/** How many emails strangers can cause to one mailbox in any hour, of all kinds together. */
const MAILBOX_HOURLY = 10;
/** How long an email may wait for its turn. So at most 60 colleagues can be confirmed in one hour with one mailbox. */
const MAX_TURN_WAIT_MS = 5 * HOUR_MS;

/** How long to wait after this number of failed attempts: 1 minute, doubled each time, up to 1 hour. */
export const backOffMs = (attempts: number): number =>
  Math.min(MINUTE_MS * 2 ** Math.max(0, attempts - 1), HOUR_MS);

/** By how much the clocks of two instances may differ. */
const CLOCK_SKEW_MS = 5 * MINUTE_MS;
/** The longest time from now to the end of a lease, also of one that an instance with another clock took. */
const MAX_LEASED_MS = LEASE_MS + CLOCK_SKEW_MS;
/** From this number of attempts on, the wait is always 1 hour. */
const BACK_OFF_STEPS = 7;

/**
 * Selects the messages that may be claimed: those that are due, and those never tried that wait for no turn. A message that is due later
 * than any lease or wait can reach is claimed too: the machine's clock was set back, and the email must not wait until the clock is
 * there again.
 */
function claimable(now: Date): Prisma.OutboxMessageWhereInput {
  const dueTooLate = Array.from({ length: BACK_OFF_STEPS }, (_, index) => index + 1).map((attempts) => ({
    attempts: attempts < BACK_OFF_STEPS ? attempts : { gte: attempts },
    dueAt: { gt: later(now, Math.max(LEASE_MS, backOffMs(attempts)) + CLOCK_SKEW_MS) },
  }));
  const neverTried = [
    { attempts: 0, againAt: null },
    { attempts: 0, dueAt: { gt: later(now, MAX_TURN_WAIT_MS + CLOCK_SKEW_MS) } },
  ];
  return { ...waiting, OR: [{ dueAt: { lte: now } }, ...neverTried, ...dueTooLate] };
}

/** Kinds of emails to staff. All others go to participants, and the list shows their state for each registration. */
const staffKinds: MessageKind[] = ['secretariatNotice', 'dailySummary', 'memberInvitation'];
const toParticipant = { kind: { notIn: staffKinds } };

type KindAndRegistration = Pick<OutboxMessage, 'kind' | 'registrationId'>;

/** The registration that shows the state of this email in the list; none for an email to staff. */
const registrationShowing = ({ kind, registrationId }: KindAndRegistration): string | null =>
  staffKinds.includes(kind) ? null : registrationId;

/** Selects messages that are neither sent nor failed nor cancelled. */
export const waiting = { sentAt: null, failedAt: null, cancelledAt: null };

/**
 * Queues an email in the transaction of the change that causes it. The worker of this process wakes once it is committed.
 * @param now by the machine's clock, as all times of the outbox: they schedule work, and the meeting's clock may be set to another day
 * @param turn when the email may be sent, from `turnOf`; an email to staff does not wait for it
 * @returns the message's id
 */
export async function enqueueEmail(
  tx: Tx,
  kind: MessageKind,
  relations: { registrationId?: string; eventId: number; mailingId?: string },
  now: Date = machineClock(),
  turn: Date = now,
): Promise<string> {
  const isHeldBack = turn > now && !staffKinds.includes(kind);
  const schedule = isHeldBack ? { dueAt: turn, againAt: turn } : { dueAt: now };
  const messageId = randomUUID();
  await tx.outboxMessage.create({
    data: { id: messageId, kind, ...relations, createdAt: now, ...schedule },
  });
  afterCommit(tx, wakeWorker);
  const id = registrationShowing({ kind, registrationId: relations.registrationId ?? null });
  if (id) await showWaiting(tx, [id]);
  return messageId;
}

/** Lets registrations show that an email waits, unless one has failed, which is more important. */
async function showWaiting(tx: Tx, registrationIds: string[]): Promise<void> {
  const where = { id: { in: registrationIds }, letter: { in: ['none', 'sent'] satisfies EmailState[] } };
  await tx.registration.updateMany({ where, data: { letter: 'waiting' } });
}

/** Queues one email of a mailing for each registration. */
export async function enqueueMailing(
  tx: Tx,
  ids: string[],
  relations: { mailingId: string; eventId: number },
): Promise<void> {
  const now = machineClock();
  afterCommit(tx, wakeWorker);
  await tx.outboxMessage.createMany({
    data: ids.map((registrationId) => ({
      id: randomUUID(),
      kind: 'mailing' as const,
      registrationId,
      ...relations,
      createdAt: now,
      dueAt: now,
    })),
  });
  await showWaiting(tx, ids);
}

/** An email as lists read it: without its text. */
export type ListedEmail = Omit<OutboxMessage, 'sentText'>;

type MessageTimes = { sentAt: Date | null; failedAt: Date | null; cancelledAt: Date | null };

/** The common state of several emails: failed if one failed, else waiting if one waits, else sent. Cancelled emails do not count. */
export function emailStateOf(messages: MessageTimes[]): EmailState {
  const active = messages.filter(({ cancelledAt }) => !cancelledAt);
  if (active.some(({ failedAt }) => failedAt)) return 'failed';
  if (active.some(({ sentAt }) => !sentAt)) return 'waiting';
  return active.length > 0 ? 'sent' : 'none';
}

/** Stores the common state of their emails in the rows of registrations, because the list is filtered and sorted by it. */
async function updateEmailStates(tx: Tx, registrationIds: string[]): Promise<void> {
  if (registrationIds.length === 0) return;
  const messages = await tx.outboxMessage.findMany({
    where: { registrationId: { in: registrationIds }, ...toParticipant },
    select: { registrationId: true, sentAt: true, failedAt: true, cancelledAt: true },
  });
  const stateOf = (id: string) =>
    emailStateOf(messages.filter(({ registrationId }) => registrationId === id));
  for (const letter of Object.values(EmailState)) {
    const ids = registrationIds.filter((id) => stateOf(id) === letter);
    if (ids.length === 0) continue;
    await tx.registration.updateMany({
      where: { id: { in: ids }, letter: { not: letter } },
      data: { letter },
    });
  }
}

/**
 * Tries an email again, for as long as a new one. One that failed, that was never tried, or that pauses for long is due at once. One
 * that is due within `MAX_LEASED_MS` keeps its time: a worker may be sending it right now, and a second worker would send it twice.
 * An email that was sent or cancelled stays as it is.
 * @returns whether it will be tried again
 */
export async function retryEmail(tx: Tx, id: string, now: Date = machineClock()): Promise<boolean> {
  const unsent = { id, sentAt: null, cancelledAt: null };
  const inNoWorkersHands = [
    { failedAt: { not: null } },
    { attempts: 0 },
    { dueAt: { gt: later(now, MAX_LEASED_MS) } },
  ];
  const atOnce = await tx.outboxMessage.updateMany({
    where: { ...unsent, OR: inNoWorkersHands },
    data: { failedAt: null, attempts: 0, dueAt: now, againAt: now },
  });
  if (atOnce.count === 0) {
    const { count } = await tx.outboxMessage.updateMany({ where: unsent, data: { againAt: now } });
    return count > 0;
  }
  afterCommit(tx, wakeWorker);
  const { registrationId } = await tx.outboxMessage.findUniqueOrThrow({ where: { id } });
  if (registrationId) await updateEmailStates(tx, [registrationId]);
  return true;
}

/** Tries the failed emails of a registration again, because its address is another one now. */
export async function retryFailedEmailsOf(tx: Tx, registrationId: string): Promise<void> {
  const failed = await tx.outboxMessage.findMany({
    where: { registrationId, failedAt: { not: null }, cancelledAt: null, ...toParticipant },
    select: { id: true },
  });
  for (const { id } of failed) await retryEmail(tx, id);
}

/** Why emails of these registrations failed: the answer of the mail server, by registration. Where several failed, that of the last. */
export async function failuresOf(registrationIds: string[]): Promise<Map<string, string>> {
  const failed = await db().outboxMessage.findMany({
    where: {
      registrationId: { in: registrationIds },
      failedAt: { not: null },
      cancelledAt: null,
      ...toParticipant,
    },
    orderBy: { failedAt: 'asc' },
    select: { registrationId: true, lastError: true },
  });
  return new Map(
    failed.flatMap(({ registrationId, lastError }) =>
      registrationId && lastError ? [[registrationId, lastError]] : [],
    ),
  );
}

/** Cancels emails that were not sent. An email that a worker is already sending still goes out. @returns how many were cancelled */
export async function cancelEmails(
  tx: Tx,
  filter: Prisma.OutboxMessageWhereInput,
  now: Date = machineClock(),
): Promise<number> {
  const where = { ...filter, sentAt: null, cancelledAt: null };
  const cancelled = await tx.outboxMessage.findMany({ where, select: { registrationId: true } });
  const { count } = await tx.outboxMessage.updateMany({ where, data: { cancelledAt: now } });
  for (const { registrationId } of cancelled) {
    if (registrationId) await updateEmailStates(tx, [registrationId]);
  }
  return count;
}

/** Whether a message has no recipient: somebody requested the links of an address that nobody registered. */
export const hasNoRecipient = ({ kind, registrationId }: KindAndRegistration): boolean =>
  kind === 'lostLink' && registrationId === null;

/** Deletes a message without a recipient. The event that caused it stays in the audit log. */
export async function deleteMessage({ id }: Pick<OutboxMessage, 'id'>): Promise<void> {
  await db().outboxMessage.deleteMany({ where: { id } });
}

/** Whether an email of this kind was queued within `REPEAT_PAUSE_MS` for one of the registrations. */
export async function wasEnqueuedRecently(
  tx: Tx,
  kind: MessageKind,
  registration: Prisma.RegistrationWhereInput,
  now: Date = machineClock(),
): Promise<boolean> {
  // A message dated in the future does not count: the clock was set back, and it would block all emails until then.
  const recent = { gt: later(now, -REPEAT_PAUSE_MS), lte: later(now, CLOCK_SKEW_MS) };
  const where = { kind, registration, createdAt: recent };
  return (await tx.outboxMessage.count({ where })) > 0;
}

/** The kinds of emails that a form can cause to a mailbox whose owner did not ask for them. */
const kindsByForm: MessageKind[] = ['acknowledgement', 'alreadyConfirmed', 'lostLink'];

/**
 * When the next email that a stranger can cause may go to a mailbox, so that in any hour there are at most `MAILBOX_HOURLY`. The caller
 * holds the lock of the mailbox.
 * @returns `now`, or the hour after the tenth last email; `null` if that is further away than `MAX_TURN_WAIT_MS`
 */
export async function turnOf(
  tx: Tx,
  mailbox: Pick<Registration, 'meetingId' | 'emailKey'>,
  now: Date = machineClock(),
): Promise<Date | null> {
  // An email dated in the future does not count: the clock was set back, and it would block all others until then.
  const lastHour = { gt: later(now, -HOUR_MS), lte: later(now, CLOCK_SKEW_MS) };
  // Two queries, because each then follows an index however many emails of others wait. The id that nobody has makes the second one
  // run for every mailbox, so that its time does not tell which of them is registered.
  const ofMailbox = await tx.registration.findMany({ where: mailbox, select: { id: true } });
  const messages = await tx.outboxMessage.findMany({
    where: {
      kind: { in: kindsByForm },
      registrationId: { in: ['none', ...ofMailbox.map(({ id }) => id)] },
      event: { actor: 'participant' },
      failedAt: null,
      cancelledAt: null,
      OR: [{ sentAt: lastHour }, { sentAt: null }],
    },
    select: { sentAt: true, dueAt: true },
  });
  const newestFirst = messages
    .map(({ sentAt, dueAt }) => (sentAt ?? (dueAt > now ? dueAt : now)).getTime())
    .sort((a, b) => b - a);
  const tenthLast = newestFirst[MAILBOX_HOURLY - 1];
  if (tenthLast === undefined) return now;
  const turn = new Date(Math.max(tenthLast + HOUR_MS, now.getTime()));
  return turn > later(now, MAX_TURN_WAIT_MS) ? null : turn;
}

/**
 * Claims messages that are due. Claiming moves the due time forward to the end of the lease, in one conditional write that only one
 * worker can win. No other worker claims the message before. If the worker dies, nothing needs to be cleaned up.
 */
export async function claim(limit: number, now: Date = machineClock()): Promise<OutboxMessage[]> {
  const findDue = (filter: Prisma.OutboxMessageWhereInput) =>
    db().outboxMessage.findMany({
      where: { ...claimable(now), ...filter },
      orderBy: { dueAt: 'asc' },
      take: limit,
      select: { id: true, mailingId: true },
    });
  let dueMessages = await findDue({});
  // An email for which one person waits goes before emails of a mailing. It takes a query of its own, because each query then follows
  // the order of the index: one query for both would sort a full outbox again for each batch.
  if (dueMessages.length === limit && dueMessages.some(({ mailingId }) => mailingId !== null)) {
    dueMessages = [
      ...(await findDue({ mailingId: null })),
      ...dueMessages.filter(({ mailingId }) => mailingId !== null),
    ];
  }
  const ids = dueMessages.slice(0, limit).map(({ id }) => id);
  if (ids.length === 0) return [];
  const claimed = await db().outboxMessage.updateManyAndReturn({
    where: { id: { in: ids }, ...claimable(now) },
    data: { dueAt: later(now, LEASE_MS), attempts: { increment: 1 } },
  });
  return claimed.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
}

/**
 * `email`: what was sent, of which a copy is kept; `isFinal`: the mail server refused this email for good, so that another attempt
 * cannot help.
 */
export type AttemptResult = { ok: true; email?: Email } | { ok: false; reason: string; isFinal?: boolean };

type EndedAttempt = { message: OutboxMessage; result: AttemptResult; now: Date };

/**
 * Records how an attempt ended. A refused email is tried again after a wait. It is marked as failed after `RETRY_FOR_MS`, and at once
 * where the refusal is final.
 */
export const recordAttempt = (
  message: OutboxMessage,
  result: AttemptResult,
  now: Date = machineClock(),
): Promise<void> => recordAttempts({ message, result, now });

/** Emails that are sent at the same time end almost together. The first waits this long, to be recorded with the others. */
const GATHER_MS = 5;

const recordAttempts = batch(async (ended: EndedAttempt[]) => {
  const registrationIds = new Set(ended.flatMap(({ message }) => registrationShowing(message) ?? []));
  await transaction(
    async (tx) => {
      for (const { message, result, now } of ended) {
        // A sent email stays sent, whatever a slower worker reports afterwards. A refusal of an email that was cancelled in between is
        // not recorded: the mail server's answer may quote the address of somebody who was erased.
        const unsent = { id: message.id, sentAt: null };
        if (result.ok) {
          await recordSent(tx, unsent, result.email, now);
          continue;
        }
        const wanted = { ...unsent, cancelledAt: null };
        const lastError = result.reason;
        const since = message.againAt ?? message.createdAt;
        if (result.isFinal || now.getTime() - since.getTime() >= RETRY_FOR_MS) {
          // Only if no member asked for it again while it was being sent.
          const failed = await tx.outboxMessage.updateMany({
            where: { ...wanted, againAt: message.againAt },
            data: { failedAt: now, lastError },
          });
          if (failed.count > 0) continue;
        }
        const dueAt = later(now, backOffMs(message.attempts));
        await tx.outboxMessage.updateMany({ where: wanted, data: { dueAt, lastError } });
      }
      await updateEmailStates(tx, [...registrationIds]);
    },
    [...registrationIds],
  );
}, GATHER_MS);

/**
 * Marks an email as sent and keeps a copy, in one statement. No copy is kept where somebody whom it names was erased since it was
 * composed.
 */
async function recordSent(
  tx: Tx,
  unsent: Prisma.OutboxMessageWhereInput,
  email: Email | undefined,
  now: Date,
): Promise<void> {
  const data = { sentAt: now, lastError: null };
  if (email && !(await isAnyErased(tx, email.others))) {
    const where = { ...unsent, NOT: { registration: { erasedAt: { not: null } } } };
    const { count } = await tx.outboxMessage.updateMany({ where, data: { ...data, ...copyOf(email) } });
    if (count > 0) return;
  }
  await tx.outboxMessage.updateMany({ where: unsent, data });
}

/** Whether any of these registrations was erased. */
const isAnyErased = async (tx: Tx, ids: string[] = []): Promise<boolean> =>
  ids.length > 0 &&
  (await tx.registration.count({ where: { id: { in: ids }, erasedAt: { not: null } } })) > 0;

/** How many emails failed and are not retried unless a member asks for it. */
export const countFailed = (): Promise<number> =>
  db().outboxMessage.count({ where: { failedAt: { not: null }, cancelledAt: null } });

/**
 * How many emails wait, and for how many seconds the oldest of them has waited to be sent. An email that waits for its turn is not late:
 * it counts from then on.
 */
export async function outboxState(
  now: Date = machineClock(),
): Promise<{ waiting: number; oldestWaitingSeconds: number | null }> {
  const [waitingCount, oldest, oldestAgain] = await Promise.all([
    db().outboxMessage.count({ where: waiting }),
    db().outboxMessage.aggregate({ where: { ...waiting, againAt: null }, _min: { createdAt: true } }),
    db().outboxMessage.aggregate({ where: { ...waiting, againAt: { lte: now } }, _min: { againAt: true } }),
  ]);
  const times = [oldest._min.createdAt, oldestAgain._min.againAt].flatMap((at) => at?.getTime() ?? []);
  const since = times.length > 0 ? Math.min(...times) : null;
  const oldestWaitingSeconds = since && Math.floor((now.getTime() - since) / SECOND_MS);
  return { waiting: waitingCount, oldestWaitingSeconds };
}

// The HTTP server and the pages load this module separately; only globalThis is shared between the two copies.
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
