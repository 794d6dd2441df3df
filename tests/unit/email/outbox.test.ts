import { describe, expect, it } from 'vitest';
import { db, transaction } from '@/lib/db/client';
import {
  backOffMs,
  cancelEmails,
  claim,
  LEASE_MS,
  onWake,
  outboxState,
  enqueueEmail as oweOne,
  RETRY_FOR_MS,
  recordAttempt,
  retryEmail,
} from '@/lib/email/outbox';
import { confirmAttendance } from '@/lib/registration/confirm';
import { HOUR_MS, instant, later, MINUTE_MS } from '@/lib/time/instant';
import type { OutboxMessage } from '@/prisma/client/client';
import { aConfirmation, at, beforeDeadline } from '../../support/builders';
import { freshDatabase } from '../../support/database';

freshDatabase();

const owe = async (count: number) => {
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
    const now = await owe(20);
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim(10, now)));
    const ids = claims.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(10);
  });

  it('gives a message whose worker died to another one when its lease ends, not before', async () => {
    const now = await owe(1);
    const { id } = await claimOne(now);
    expect(await claim(1, later(now, LEASE_MS - 1))).toEqual([]);
    expect(await claim(1, later(now, LEASE_MS))).toMatchObject([{ id, attempts: 2 }]);
  });

  it('does not give out again what was sent', async () => {
    const now = await owe(1);
    await recordAttempt(await claimOne(now), { ok: true }, now);
    expect(await claim(1, later(now, 10 * HOUR_MS))).toEqual([]);
    expect(await outboxState(now)).toEqual({ due: 0, oldestDueSeconds: null });
  });

  it('tries again after a pause that doubles from a minute to an hour', async () => {
    expect([1, 2, 3, 6, 7, 20].map(backOffMs)).toEqual([
      MINUTE_MS,
      2 * MINUTE_MS,
      4 * MINUTE_MS,
      32 * MINUTE_MS,
      HOUR_MS,
      HOUR_MS,
    ]);
    const now = await owe(1);
    await recordAttempt(await claimOne(now), { ok: false, reason: '451 later' }, now);
    expect(await stored()).toMatchObject({ lastError: '451 later', sentAt: null, failedAt: null });
    expect(await claim(1, later(now, MINUTE_MS - 1))).toEqual([]);
    expect(await claim(1, later(now, MINUTE_MS))).toHaveLength(1);
  });

  it.each([1, 3, 7, 20])(
    'is not held up by a clock that is put back an hour, after %i tries',
    async (tries) => {
      const now = await owe(1);
      await db().outboxMessage.updateMany({ data: { attempts: tries - 1 } });
      const message = await claimOne(now);
      await recordAttempt(message, { ok: false, reason: '451 later' }, now);
      expect(await claim(1, later(now, -4 * MINUTE_MS)), 'the clock of an instance beside it').toEqual([]);
      expect(await claim(1, later(now, -HOUR_MS))).toHaveLength(1);
    },
  );

  it('does not wait for the time at which a letter was owed, when the clock was put back', async () => {
    const now = await owe(1);
    expect(await claim(1, later(now, -MINUTE_MS))).toHaveLength(1);
    expect(await claim(1, later(now, -MINUTE_MS)), 'its lease holds').toEqual([]);
  });

  it('gives up after three days, and says why', async () => {
    const now = await owe(1);
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

  it('keeps a letter sent, whatever a slower worker reports afterwards', async () => {
    const now = await owe(1);
    const message = await claimOne(now);
    await recordAttempt(message, { ok: true }, now);
    await recordAttempt(message, { ok: false, reason: 'timeout' }, now);
    expect(await stored()).toMatchObject({ lastError: null, failedAt: null });
    expect((await stored()).sentAt).toEqual(now);
  });

  it('writes down letters that end together each as it ended', async () => {
    const now = await owe(3);
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

  it('says how much is owed and since when', async () => {
    const now = await owe(3);
    await db().outboxMessage.updateMany({ data: { createdAt: instant('2024-01-15T00:00:00Z') } });
    expect(await outboxState(instant('2024-01-15T00:20:00Z'))).toEqual({ due: 3, oldestDueSeconds: 1200 });
    expect(now).toBeInstanceOf(Date);
  });
});

describe('how the letters of a registration stand', () => {
  const letter = async () => (await db().registration.findFirstOrThrow()).letter;

  it('is written beside it with each thing that happens to a letter', async () => {
    const now = await owe(1);
    expect(await letter()).toBe('waiting');
    const message = await claimOne(now);
    await recordAttempt(message, { ok: false, reason: '550' }, later(message.createdAt, RETRY_FOR_MS));
    expect(await letter()).toBe('failed');
    expect(await transaction((tx) => retryEmail(tx, message.id, now))).toBe(true);
    expect(await letter()).toBe('waiting');
    await recordAttempt(await claimOne(now), { ok: true }, now);
    expect(await letter()).toBe('sent');
  });

  it('does not count a letter that was stopped, and says failed before waiting', async () => {
    const now = await owe(1);
    const { id, registrationId, eventId } = await stored();
    await transaction((tx) =>
      oweOne(tx, 'amendment', { registrationId: String(registrationId), eventId }, now),
    );
    await db().outboxMessage.update({ where: { id }, data: { failedAt: now } });
    await transaction((tx) => cancelEmails(tx, { kind: 'amendment' }, now));
    expect(await letter()).toBe('failed');
    await transaction((tx) => cancelEmails(tx, { id }, now));
    expect(await letter()).toBe('none');
  });
});

describe('a letter that is asked for again', () => {
  it('is due at once and is tried as long as a new one', async () => {
    const now = await owe(1);
    const message = await claimOne(now);
    const givenUp = later(message.createdAt, RETRY_FOR_MS);
    await recordAttempt(message, { ok: false, reason: '550' }, givenUp);
    expect(await transaction((tx) => retryEmail(tx, message.id, givenUp))).toBe(true);
    const again = await claimOne(givenUp);
    expect(again.attempts).toBe(1);
    await recordAttempt(again, { ok: false, reason: '451' }, later(givenUp, RETRY_FOR_MS - 1));
    expect((await stored()).failedAt).toBeNull();
    await recordAttempt(again, { ok: false, reason: '451' }, later(givenUp, RETRY_FOR_MS));
    expect((await stored()).failedAt).not.toBeNull();
  });

  it('stays as it is when it was sent or stopped', async () => {
    const now = await owe(2);
    await recordAttempt(await claimOne(now), { ok: true }, now);
    const waits = await claimOne(now);
    await transaction((tx) => cancelEmails(tx, { id: waits.id }, now));
    for (const { id } of await db().outboxMessage.findMany()) {
      expect(await transaction((tx) => retryEmail(tx, id, now))).toBe(false);
    }
  });
});

it('a letter that was stopped is not given out', async () => {
  const now = await owe(2);
  expect(await transaction((tx) => cancelEmails(tx, {}, now))).toBe(2);
  expect(await claim(10, later(now, HOUR_MS))).toEqual([]);
  expect(await outboxState(now)).toEqual({ due: 0, oldestDueSeconds: null });
});

it('what one person waits for goes before letters to many, however long these have been due', async () => {
  const now = await owe(1);
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
  const about = { registrationId: String(registrationId), eventId, mailingId: 'mailing' };
  await transaction((tx) => oweOne(tx, 'mailing', about, long));
  expect((await claim(2, now)).map(({ kind }) => kind)).toEqual(['acknowledgement', 'mailing']);
});

it('a letter to many goes to one registration at most once', async () => {
  const now = await owe(1);
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
  const about = { registrationId: String(registrationId), eventId, mailingId: 'mailing' };
  await transaction((tx) => oweOne(tx, 'mailing', about, now));
  await expect(transaction((tx) => oweOne(tx, 'mailing', about, now))).rejects.toThrow();
  expect(await db().outboxMessage.count({ where: { kind: 'mailing' } })).toBe(1);
});

describe('the worker of this process', () => {
  it('wakes once a transaction that queued emails is committed, and not where it failed', async () => {
    let wakes = 0;
    const stopListening = onWake(() => {
      wakes += 1;
    });
    try {
      await owe(1);
      expect(wakes).toBe(1);
      const { registrationId, eventId } = await stored();
      const about = { registrationId: registrationId ?? '', eventId };
      const failing = transaction(async (tx) => {
        await oweOne(tx, 'newLink', about);
        throw new Error('in the middle');
      });
      await expect(failing).rejects.toThrow('in the middle');
      expect(wakes).toBe(1);
      await transaction(async (tx) => {
        await oweOne(tx, 'newLink', about);
        await oweOne(tx, 'amendment', about);
        expect(wakes, 'before it is committed').toBe(1);
      });
      expect(wakes, 'once, however many emails were queued').toBe(2);
    } finally {
      stopListening();
    }
  });
});
