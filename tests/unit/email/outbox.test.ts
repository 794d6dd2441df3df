import { describe, expect, it } from 'vitest';
import { db, transaction } from '@/lib/db/client';
import {
  backOffMs,
  cancelEmails,
  claim,
  failuresOf,
  LEASE_MS,
  onWake,
  outboxState,
  enqueueEmail as oweOne,
  RETRY_FOR_MS,
  recordAttempt,
  retryEmail,
  turnOf,
} from '@/lib/email/outbox';
import { confirmAttendance } from '@/lib/registration/confirm';
import { requestLinks } from '@/lib/registration/participant-actions';
import { recordEntry } from '@/lib/registration/record-entry';
import { HOUR_MS, instant, later, MINUTE_MS } from '@/lib/time/instant';
import type { OutboxMessage } from '@/prisma/client/client';
import { aConfirmation, aParticipant, at, beforeDeadline, nameOf } from '../../support/builders';
import { freshDatabase } from '../../support/database';

freshDatabase();

const enqueueMany = async (count: number) => {
  for (let index = 0; index < count; index++) {
    await confirmAttendance(aConfirmation({ email: `p${index}@example.org` }), at(beforeDeadline));
  }
  return new Date();
};
const claimOne = async (now: Date): Promise<OutboxMessage> => {
  const [message] = await claim(1, now);
  if (!message) throw new Error('nothing was due');
  return message;
};
const stored = () => db().outboxMessage.findFirstOrThrow();

describe('the outbox', () => {
  it('never gives one message to two of eight workers at once', async () => {
    const now = await enqueueMany(20);
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim(10, now)));
    const ids = claims.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(10);
  });

  it('gives a message whose worker died to another one when its lease ends, not before', async () => {
    const now = await enqueueMany(1);
    const { id } = await claimOne(now);
    expect(await claim(1, later(now, LEASE_MS - 1))).toEqual([]);
    expect(await claim(1, later(now, LEASE_MS))).toMatchObject([{ id, attempts: 2 }]);
  });

  it('does not give out a sent message again', async () => {
    const now = await enqueueMany(1);
    await recordAttempt(await claimOne(now), { ok: true }, now);
    expect(await claim(1, later(now, 10 * HOUR_MS))).toEqual([]);
    expect(await outboxState(now)).toEqual({ waiting: 0, oldestWaitingSeconds: null });
  });

  it('retries after a pause that doubles from a minute to an hour', async () => {
    expect([1, 2, 3, 6, 7, 20].map(backOffMs)).toEqual([
      MINUTE_MS,
      2 * MINUTE_MS,
      4 * MINUTE_MS,
      32 * MINUTE_MS,
      HOUR_MS,
      HOUR_MS,
    ]);
    const now = await enqueueMany(1);
    await recordAttempt(await claimOne(now), { ok: false, reason: '451 later' }, now);
    expect(await stored()).toMatchObject({ lastError: '451 later', sentAt: null, failedAt: null });
    expect(await claim(1, later(now, MINUTE_MS - 1))).toEqual([]);
    expect(await claim(1, later(now, MINUTE_MS))).toHaveLength(1);
  });

  it.each([1, 3, 7, 20])(
    'still delivers after %i attempts when the clock is set back by an hour',
    async (attemptCount) => {
      const now = await enqueueMany(1);
      await db().outboxMessage.updateMany({ data: { attempts: attemptCount - 1 } });
      const message = await claimOne(now);
      await recordAttempt(message, { ok: false, reason: '451 later' }, now);
      expect(await claim(1, later(now, -4 * MINUTE_MS)), 'the clock of another instance').toEqual([]);
      expect(await claim(1, later(now, -HOUR_MS))).toHaveLength(1);
    },
  );

  it('does not wait for the time at which an email was queued, when the clock was set back', async () => {
    const now = await enqueueMany(1);
    expect(await claim(1, later(now, -MINUTE_MS))).toHaveLength(1);
    expect(await claim(1, later(now, -MINUTE_MS)), 'its lease holds').toEqual([]);
  });

  it('gives up after three days, and records why', async () => {
    const now = await enqueueMany(1);
    const message = await claimOne(now);
    await recordAttempt(
      message,
      { ok: false, reason: '550 no such user' },
      later(message.createdAt, RETRY_FOR_MS - 1),
    );
    expect((await stored()).failedAt).toBeNull();
    await recordAttempt(
      message,
      { ok: false, reason: '550 no such user' },
      later(message.createdAt, RETRY_FOR_MS),
    );
    expect(await stored()).toMatchObject({ lastError: '550 no such user', sentAt: null });
    expect((await stored()).failedAt).not.toBeNull();
    expect(await claim(1, later(now, 2 * RETRY_FOR_MS))).toEqual([]);
  });

  it('marks an email as failed at once when its refusal is final, and tries it once more when a member asks', async () => {
    const now = await enqueueMany(1);
    const refusal = { ok: false, reason: '550 5.1.1 no such user', isFinal: true } as const;
    await recordAttempt(await claimOne(now), refusal, now);
    expect(await stored()).toMatchObject({ attempts: 1, failedAt: now, lastError: refusal.reason });
    expect((await db().registration.findFirstOrThrow()).letter).toBe('failed');
    expect(await claim(1, later(now, 2 * RETRY_FOR_MS))).toEqual([]);
    const { id, registrationId } = await stored();
    expect(await failuresOf([registrationId ?? '', 'another'])).toEqual(
      new Map([[registrationId, refusal.reason]]),
    );

    await transaction((tx) => retryEmail(tx, id, now));
    await recordAttempt(await claimOne(now), refusal, now);
    expect(await stored()).toMatchObject({ attempts: 1, failedAt: now });
  });

  it('keeps an email as sent when a slower worker reports something else later', async () => {
    const now = await enqueueMany(1);
    const message = await claimOne(now);
    await recordAttempt(message, { ok: true }, now);
    await recordAttempt(message, { ok: false, reason: 'timeout' }, now);
    expect(await stored()).toMatchObject({ lastError: null, failedAt: null });
    expect((await stored()).sentAt).toEqual(now);
  });

  it('records the result of each email when several end together', async () => {
    const now = await enqueueMany(3);
    const messages = await claim(3, now);
    await Promise.all(
      messages.map((message, index) =>
        recordAttempt(message, index === 1 ? { ok: false, reason: '450 busy' } : { ok: true }, now),
      ),
    );
    for (const [index, { id }] of messages.entries()) {
      const { sentAt, lastError, registration } = await db().outboxMessage.findUniqueOrThrow({
        where: { id },
        include: { registration: true },
      });
      const isRefused = index === 1;
      expect(sentAt).toEqual(isRefused ? null : now);
      expect(lastError).toBe(isRefused ? '450 busy' : null);
      expect(registration?.letter).toBe(isRefused ? 'waiting' : 'sent');
    }
  });

  it('reports how many emails are queued and since when', async () => {
    const now = await enqueueMany(3);
    await db().outboxMessage.updateMany({ data: { createdAt: instant('2024-01-15T00:00:00Z') } });
    expect(await outboxState(instant('2024-01-15T00:20:00Z'))).toEqual({
      waiting: 3,
      oldestWaitingSeconds: 1200,
    });
    expect(now).toBeInstanceOf(Date);
  });
});

describe('emails that strangers can cause to one mailbox', () => {
  const mailboxOf = async () => {
    const { meetingId, emailKey } = await db().registration.findFirstOrThrow();
    return { meetingId, emailKey };
  };
  const confirmColleagues = async (count: number, email = 'mission@example.org') => {
    const outcomes = [];
    for (let n = 0; n < count; n++) {
      outcomes.push(
        await confirmAttendance(aConfirmation({ fullName: nameOf(n), email }), at(beforeDeadline)),
      );
    }
    return outcomes;
  };
  /** Sends what is due at each quarter of an hour. @returns how many emails went out in the hour before each of these times */
  const sendFrom = async (start: Date, quarters: number) => {
    const sentPerHour: number[] = [];
    for (let quarter = 0; quarter <= quarters; quarter++) {
      const now = later(start, quarter * 15 * MINUTE_MS);
      for (const message of await claim(100, now)) await recordAttempt(message, { ok: true }, now);
      const lastHour = { gt: later(now, -HOUR_MS), lte: now };
      sentPerHour.push(await db().outboxMessage.count({ where: { sentAt: lastHour } }));
    }
    return sentPerHour;
  };

  it('are ten in any hour: sixty colleagues of a mission are recorded at once, and their emails follow', async () => {
    const outcomes = await confirmColleagues(61);
    expect(outcomes.slice(0, 60)).toEqual(Array(60).fill({ ok: true }));
    // A form beyond them is refused, whoever it names.
    const again = aConfirmation({ fullName: nameOf(0), email: 'mission@example.org' });
    for (const outcome of [outcomes[60], await confirmAttendance(again, at(beforeDeadline))]) {
      expect(outcome).toEqual({ ok: false, reason: 'crowded' });
    }
    expect(await db().registration.count({ where: { status: 'confirmed' } })).toBe(60);
    expect((await confirmColleagues(1, 'other@example.org'))[0]).toEqual({ ok: true });
    await db().outboxMessage.deleteMany({ where: { registration: { email: 'other@example.org' } } });

    const sentPerHour = await sendFrom(new Date(), 24);
    expect(sentPerHour[0]).toBe(10);
    expect(Math.max(...sentPerHour)).toBe(10);
    expect(await db().outboxMessage.count({ where: { sentAt: null } })).toBe(0);
    expect(await db().registration.count({ where: { letter: 'sent' } })).toBe(60);
  });

  it('do not make the site look slow while they wait for their turn', async () => {
    await confirmColleagues(12);
    const now = new Date();
    await sendFrom(now, 0);
    expect(await outboxState(later(now, 30 * MINUTE_MS))).toEqual({ waiting: 2, oldestWaitingSeconds: null });
    expect((await outboxState(later(now, 90 * MINUTE_MS))).oldestWaitingSeconds).toBeLessThanOrEqual(1_801);
  });

  it('count in all spellings of the mailbox; what the secretariat sends does not count', async () => {
    for (let n = 0; n < 10; n++) {
      await confirmColleagues(1, `mission+${n}@example.org`);
      await recordEntry(
        {
          participant: aParticipant({ fullName: nameOf(50 + n), email: 'mission@example.org' }),
          locale: 'ar',
          source: 'email',
          reason: '',
          isNotified: true,
        },
        { isSure: true, actor: { actor: 'secretariat' }, clock: () => beforeDeadline },
      );
    }
    const now = new Date();
    const mailbox = await mailboxOf();
    const turn = await transaction((tx) => turnOf(tx, mailbox, now));
    expect(turn?.getTime()).toBeGreaterThan(later(now, 50 * MINUTE_MS).getTime());
    expect(await claim(100, now)).toHaveLength(20);
  });

  it('leave out reminders and lost links while ten are on their way', async () => {
    await confirmColleagues(10);
    await db().outboxMessage.updateMany({ data: { createdAt: instant('2024-01-01T00:00:00Z') } });
    await confirmColleagues(1);
    await requestLinks('mission@example.org', 'ar', at(beforeDeadline));
    expect(await db().outboxMessage.count()).toBe(10);
    await db().outboxMessage.updateMany({ data: { sentAt: later(new Date(), -HOUR_MS) } });
    await confirmColleagues(1);
    await requestLinks('mission@example.org', 'ar', at(beforeDeadline));
    expect(await db().outboxMessage.count()).toBe(12);
  });

  it('wait for no turn that lies beyond any, when the clock is set back, and go at once when a member asks', async () => {
    await confirmColleagues(11);
    const held = await db().outboxMessage.findFirstOrThrow({ where: { againAt: { not: null } } });
    const now = new Date();
    expect(await claim(100, now)).toHaveLength(10);
    const { id, dueAt } = held;
    const claimedIds = async (at: Date) => (await claim(100, at)).map((message) => message.id);
    expect(await claimedIds(later(now, -10 * HOUR_MS))).toContain(id);
    await db().outboxMessage.update({ where: { id }, data: { dueAt, attempts: 0 } });
    expect(await claimedIds(now)).not.toContain(id);
    await transaction((tx) => retryEmail(tx, id, now));
    expect(await claimedIds(now)).toContain(id);
  });
});

describe('the email status of a registration', () => {
  const emailStatus = async () => (await db().registration.findFirstOrThrow()).letter;

  it('is updated in the row with each result of an email', async () => {
    const now = await enqueueMany(1);
    expect(await emailStatus()).toBe('waiting');
    const message = await claimOne(now);
    await recordAttempt(message, { ok: false, reason: '550' }, later(message.createdAt, RETRY_FOR_MS));
    expect(await emailStatus()).toBe('failed');
    expect(await transaction((tx) => retryEmail(tx, message.id, now))).toBe(true);
    expect(await emailStatus()).toBe('waiting');
    await recordAttempt(await claimOne(now), { ok: true }, now);
    expect(await emailStatus()).toBe('sent');
  });

  it('ignores cancelled emails, and shows failed before queued', async () => {
    const now = await enqueueMany(1);
    const { id, registrationId, eventId } = await stored();
    await transaction((tx) =>
      oweOne(tx, 'amendment', { registrationId: String(registrationId), eventId }, now),
    );
    await db().outboxMessage.update({ where: { id }, data: { failedAt: now } });
    await transaction((tx) => cancelEmails(tx, { kind: 'amendment' }, now));
    expect(await emailStatus()).toBe('failed');
    await transaction((tx) => cancelEmails(tx, { id }, now));
    expect(await emailStatus()).toBe('none');
  });
});

describe('retrying an email', () => {
  it('makes it due at once, with as many attempts as a new one', async () => {
    const now = await enqueueMany(1);
    const message = await claimOne(now);
    const givenUp = later(message.createdAt, RETRY_FOR_MS);
    await recordAttempt(message, { ok: false, reason: '550' }, givenUp);
    expect(await transaction((tx) => retryEmail(tx, message.id, givenUp))).toBe(true);
    const secondClaim = await claimOne(givenUp);
    expect(secondClaim.attempts).toBe(1);
    await recordAttempt(secondClaim, { ok: false, reason: '451' }, later(givenUp, RETRY_FOR_MS - 1));
    expect((await stored()).failedAt).toBeNull();
    await recordAttempt(secondClaim, { ok: false, reason: '451' }, later(givenUp, RETRY_FOR_MS));
    expect((await stored()).failedAt).not.toBeNull();
  });

  it('that a worker is sending leaves it to that worker: it is sent once', async () => {
    const now = await enqueueMany(1);
    const { id } = await claimOne(now);
    const asked = later(now, MINUTE_MS);
    expect(await transaction((tx) => retryEmail(tx, id, asked))).toBe(true);
    expect(await claim(1, asked)).toEqual([]);
    expect(await claim(1, later(now, LEASE_MS - 1))).toEqual([]);
    // The worker died: its lease ends as if nobody had asked.
    expect(await claim(1, later(now, LEASE_MS))).toMatchObject([{ id, attempts: 2 }]);
  });

  it('never gives it to a second worker, however often it is asked for while one after the other sends it', async () => {
    const now = await enqueueMany(1);
    const message = await claimOne(now);
    await recordAttempt(message, { ok: false, reason: '550' }, later(message.createdAt, RETRY_FOR_MS));
    const asked = later(message.createdAt, RETRY_FOR_MS + MINUTE_MS);
    const askAndClaim = async () => {
      await transaction((tx) => retryEmail(tx, message.id, asked));
      return (await claim(1, asked)).length;
    };
    const claims: number[] = [];
    for (let time = 0; time < 4; time++) claims.push(await askAndClaim());
    expect(claims).toEqual([1, 0, 0, 0]);
  });

  it('makes one that pauses for long due at once', async () => {
    const now = await enqueueMany(1);
    let at = now;
    // The fifth refusal is followed by a pause of sixteen minutes.
    for (let attempt = 1; attempt <= 5; attempt++) {
      await recordAttempt(await claimOne(at), { ok: false, reason: '451' }, at);
      if (attempt < 5) at = later(at, backOffMs(attempt));
    }
    const asked = later(at, MINUTE_MS);
    expect(await claim(1, asked)).toEqual([]);
    const { id } = await stored();
    expect(await transaction((tx) => retryEmail(tx, id, asked))).toBe(true);
    expect(await claim(1, asked)).toHaveLength(1);
  });

  it('while its last attempt is under way lets it be tried for as long as a new one', async () => {
    const now = await enqueueMany(1);
    const message = await claimOne(now);
    const end = later(message.createdAt, RETRY_FOR_MS);
    await transaction((tx) => retryEmail(tx, message.id, end));
    await recordAttempt(message, { ok: false, reason: '451' }, end);
    expect(await stored()).toMatchObject({ failedAt: null, lastError: '451' });
  });

  it('does not change a sent or cancelled email', async () => {
    const now = await enqueueMany(2);
    await recordAttempt(await claimOne(now), { ok: true }, now);
    const waits = await claimOne(now);
    await transaction((tx) => cancelEmails(tx, { id: waits.id }, now));
    for (const { id } of await db().outboxMessage.findMany()) {
      expect(await transaction((tx) => retryEmail(tx, id, now))).toBe(false);
    }
  });
});

it('a cancelled email is not given out', async () => {
  const now = await enqueueMany(2);
  expect(await transaction((tx) => cancelEmails(tx, {}, now))).toBe(2);
  expect(await claim(10, later(now, HOUR_MS))).toEqual([]);
  expect(await outboxState(now)).toEqual({ waiting: 0, oldestWaitingSeconds: null });
});

it('emails that one person waits for go before mailings, however long those have been due', async () => {
  const now = await enqueueMany(1);
  const { registrationId, eventId } = await stored();
  const long = later(now, -HOUR_MS);
  const mailing = {
    id: 'mailing',
    meetingId: 'm',
    createdBy: 's',
    createdAt: now,
    updatedAt: now,
    audience: {},
  };
  await db().mailing.create({ data: mailing });
  const references = { registrationId: String(registrationId), eventId, mailingId: 'mailing' };
  await transaction((tx) => oweOne(tx, 'mailing', references, long));
  expect((await claim(2, now)).map(({ kind }) => kind)).toEqual(['acknowledgement', 'mailing']);
});

it('a mailing goes to one registration at most once', async () => {
  const now = await enqueueMany(1);
  const { registrationId, eventId } = await stored();
  const mailing = {
    id: 'mailing',
    meetingId: 'm',
    createdBy: 's',
    createdAt: now,
    updatedAt: now,
    audience: {},
  };
  await db().mailing.create({ data: mailing });
  const references = { registrationId: String(registrationId), eventId, mailingId: 'mailing' };
  await transaction((tx) => oweOne(tx, 'mailing', references, now));
  await expect(transaction((tx) => oweOne(tx, 'mailing', references, now))).rejects.toThrow();
  expect(await db().outboxMessage.count({ where: { kind: 'mailing' } })).toBe(1);
});

describe('the worker of this process', () => {
  it('wakes when a transaction that queued emails is committed, and not when it failed', async () => {
    let wakes = 0;
    const stopListening = onWake(() => {
      wakes += 1;
    });
    try {
      await enqueueMany(1);
      expect(wakes).toBe(1);
      const { registrationId, eventId } = await stored();
      const references = { registrationId: registrationId ?? '', eventId };
      const failing = transaction(async (tx) => {
        await oweOne(tx, 'newLink', references);
        throw new Error('in the middle');
      });
      await expect(failing).rejects.toThrow('in the middle');
      expect(wakes).toBe(1);
      await transaction(async (tx) => {
        await oweOne(tx, 'newLink', references);
        await oweOne(tx, 'amendment', references);
        expect(wakes, 'before it is committed').toBe(1);
      });
      expect(wakes, 'once, however many emails were queued').toBe(2);
    } finally {
      stopListening();
    }
  });
});
