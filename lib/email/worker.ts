import { yieldToEventLoop } from '@/lib/async/turns';
import { readEvent } from '@/lib/audit/audit';
import { config } from '@/lib/config';
import { db, transaction } from '@/lib/db/client';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { summaryOf } from '@/lib/registration/daily-summary';
import { registrationsOfAddress } from '@/lib/registration/queries';
import { log } from '@/lib/server/log';
import { metrics } from '@/lib/server/metrics';
import { meetingClock } from '@/lib/time/clock';
import { instant } from '@/lib/time/instant';
import type { OutboxMessage, Registration } from '@/prisma/client/client';
import { composeEmail, lostLinkToNobody, secretariatNotice } from './emails';
import {
  type AttemptResult,
  cancelEmails,
  claim,
  deleteMessage,
  hasNoRecipient,
  onWake,
  recordAttempt,
} from './outbox';
import type { Email, Recipient } from './parts';
import { dailySummaryEmail } from './summary-email';
import { CONNECTIONS, compose, send } from './transport';

/** How many letters are taken at a time: as many as there are connections, so that none waits while its lease runs. */
const BATCH = CONNECTIONS;
/** How often the outbox is looked at when nobody rings: for letters that come due, and those of other processes. */
const POLL_EVERY_MS = 3_000;
/** Letters that are owed within so short a time go together: what each needs from the database is then asked for once. */
const GATHER_MS = 300;

/**
 * Claims what is due, writes it, sends it, settles it, until nothing is due or it is told to stop. Whoever waits for a page is
 * answered first: a letter has time, and more of them are claimed together then.
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
  const delivery = await attempt(message);
  if (hasNoRecipient(message)) return deleteMessage(message);
  if (delivery === 'nobody') {
    await transaction((tx) => cancelEmails(tx, { id }));
    log.info({ event: 'letter.stopped', id, kind });
    metrics()?.letters.inc({ kind, outcome: 'stopped' });
    return;
  }
  await recordAttempt(message, delivery);
  metrics()?.letters.inc({ kind, outcome: delivery.ok ? 'sent' : 'refused' });
  if (delivery.ok) log.info({ event: 'letter.sent', id, kind, attempts });
  else log.warn({ event: 'letter.refused', id, kind, attempts });
}

/** @returns how it went, or `nobody`: since it was owed its recipient was erased or lost the address */
async function attempt(message: OutboxMessage): Promise<AttemptResult | 'nobody'> {
  try {
    const letter = await composeFor(message);
    if (!letter) return 'nobody';
    return await (hasNoRecipient(message) ? compose : send)(letter, message.id);
  } catch (error) {
    // One letter that cannot be written must not keep the others back; it is tried again like any other.
    log.error({ event: 'letter.unwritable', id: message.id, err: error });
    return { ok: false, reason: error instanceof Error ? error.name : 'unknown' };
  }
}

async function composeFor(message: OutboxMessage): Promise<Email | null> {
  const { kind, registrationId, eventId, mailingId } = message;
  const event = readEvent(await db().auditEvent.findUniqueOrThrow({ where: { id: eventId } }));
  // Asked for in every case, so that what is owed to nobody takes as long.
  const registration = await db().registration.findUnique({ where: { id: registrationId ?? 'none' } });
  const context = {
    message,
    event,
    mailing: mailingId ? await db().mailing.findUnique({ where: { id: mailingId } }) : null,
    meeting: await currentMeeting(),
    secretariatEmail: config().secretariatEmail,
  };
  if (event.type === 'summary.due') {
    const { from, to } = event;
    const summary = await summaryOf(instant(from), instant(to), meetingClock);
    return dailySummaryEmail(summary, context.secretariatEmail);
  }
  if (hasNoRecipient(message)) {
    await registrationsOfAddress({ meetingId: context.meeting.id, emailKey: 'none', email: 'none' });
    return lostLinkToNobody(context);
  }
  if (!registration || registration.erasedAt) return null;
  if (kind === 'dailySummary') return null;
  if (kind === 'secretariatNotice') return secretariatNotice({ ...context, registration });
  if (!isRecipient(registration)) return null;
  // Whoever withdrew since it was owed is not reminded of the meeting.
  if (kind === 'mailing' && registration.status === 'withdrawn') return null;
  const ofAddress = kind === 'lostLink' ? await registrationsOfAddress(registration) : [];
  return composeEmail(kind, { ...context, registration, ofAddress: ofAddress.filter(isRecipient) });
}

const isRecipient = (registration: Registration): registration is Recipient => registration.email !== null;

/**
 * Delivers from now on, apart from any request: what is owed already, soon whatever this process comes to owe, and every few
 * seconds what others do.
 * @returns stops it, once the letters in hand are settled
 */
export function startWorker(): () => Promise<void> {
  let running: Promise<void> | null = null;
  let isAskedAgain = false;
  let isStopped = false;

  const round = () => {
    if (running) {
      isAskedAgain = true;
      return;
    }
    running = sendDue(() => isStopped)
      // The database may be out of reach for a while; the next round asks again.
      .catch((error) => log.error({ event: 'outbox.failed', err: error }))
      .finally(() => {
        running = null;
        if (!isAskedAgain) return;
        isAskedAgain = false;
        round();
      });
  };

  let gathering: NodeJS.Timeout | undefined;
  const soon = () => {
    gathering ??= setTimeout(() => {
      gathering = undefined;
      round();
    }, GATHER_MS);
  };

  round();
  const timer = setInterval(round, POLL_EVERY_MS);
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
