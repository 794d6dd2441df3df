import { yieldToEventLoop } from '@/lib/async/yield-to-event-loop';
import { readEvent } from '@/lib/audit/audit';
import { config } from '@/lib/config';
import { db, transaction } from '@/lib/db/client';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { log } from '@/lib/server/log';
import { metrics } from '@/lib/server/metrics';
import { meetingClock } from '@/lib/time/clock';
import type { OutboxMessage } from '@/prisma/client/client';
import { registry } from './emails/registry';
import {
  type AttemptResult,
  cancelEmails,
  claim,
  deleteMessage,
  hasNoRecipient,
  onWake,
  recordAttempt,
} from './outbox';
import type { Email } from './parts';
import { CONNECTIONS, compose, send } from './transport';

/** How many emails are claimed at a time: as many as there are SMTP connections, so that none waits while its lease runs. */
const BATCH = CONNECTIONS;
/** How often the outbox is polled for retries that are due, and for emails that other processes queued. */
const POLL_EVERY_MS = 3_000;
/** Emails that are queued within this time are claimed together, so that the database is asked once. */
const GATHER_MS = 300;

/**
 * Claims what is due, composes it, sends it and records the attempt, until nothing is due or it is told to stop. It yields to
 * requests between batches: a page is urgent, an email is not.
 */
export async function sendDue(isStopped = () => false): Promise<void> {
  while (!isStopped()) {
    await yieldToEventLoop();
    const messages = await claim(BATCH);
    await Promise.all(messages.map(deliver));
    if (messages.length < BATCH) return;
  }
}

async function deliver(message: OutboxMessage): Promise<void> {
  const { id, kind, attempts } = message;
  const result = await attempt(message);
  if (hasNoRecipient(message)) return deleteMessage(message);
  if (result === 'notWanted') {
    await transaction((tx) => cancelEmails(tx, { id }));
    log.info({ event: 'letter.stopped', id, kind });
    metrics()?.letters.inc({ kind, outcome: 'stopped' });
    return;
  }
  await recordAttempt(message, result);
  metrics()?.letters.inc({ kind, outcome: result.ok ? 'sent' : 'refused' });
  if (result.ok) log.info({ event: 'letter.sent', id, kind, attempts });
  else log.warn({ event: 'letter.refused', id, kind, attempts });
}

/** @returns how it ended; `notWanted` where the registry composes nothing any more */
async function attempt(message: OutboxMessage): Promise<AttemptResult | 'notWanted'> {
  try {
    const email = await composeFor(message);
    if (!email) return 'notWanted';
    const result = await (hasNoRecipient(message) ? compose : send)(email, message.id);
    return result.ok ? { ok: true, email } : result;
  } catch (error) {
    // An email that cannot be composed is retried like any other, and keeps none of the others back.
    log.error({ event: 'letter.unwritable', id: message.id, err: error });
    return { ok: false, reason: error instanceof Error ? error.name : 'unknown' };
  }
}

/** Reads what an email is about, and composes it. */
async function composeFor(message: OutboxMessage): Promise<Email | null> {
  const { kind, registrationId, eventId, mailingId } = message;
  return registry[kind]({
    message,
    event: readEvent(await db().auditEvent.findUniqueOrThrow({ where: { id: eventId } })),
    // Asked for in every case, so that a lost link for an address that nobody registered takes as long.
    registration: await db().registration.findUnique({ where: { id: registrationId ?? 'none' } }),
    mailing: mailingId ? await db().mailing.findUnique({ where: { id: mailingId } }) : null,
    meeting: await currentMeeting(),
    now: meetingClock(),
    secretariatEmail: config().secretariatEmail,
  });
}

/**
 * Sends emails from now on, apart from any request: those already queued, soon those that this process queues, and every few seconds
 * those of other processes.
 * @returns stops the worker; resolves once the emails in hand are recorded
 */
export function startWorker(): () => Promise<void> {
  let running: Promise<void> | null = null;
  let isAskedAgain = false;
  let isStopped = false;

  const run = () => {
    if (running) {
      isAskedAgain = true;
      return;
    }
    running = sendDue(() => isStopped)
      // The database may be out of reach for a while; the next poll asks again.
      .catch((error) => log.error({ event: 'outbox.failed', err: error }))
      .finally(() => {
        running = null;
        if (!isAskedAgain) return;
        isAskedAgain = false;
        run();
      });
  };

  let gathering: NodeJS.Timeout | undefined;
  const soon = () => {
    gathering ??= setTimeout(() => {
      gathering = undefined;
      run();
    }, GATHER_MS);
  };

  run();
  const timer = setInterval(run, POLL_EVERY_MS);
  const stopListening = onWake(soon);
  return async () => {
    clearInterval(timer);
    clearTimeout(gathering);
    stopListening();
    isStopped = true;
    isAskedAgain = false;
    await running;
  };
}
