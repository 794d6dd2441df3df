import { describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { instant, later } from '@/lib/instant';
import { backOffMs, claim, GIVE_UP_MS, LEASE_MS, outboxState, settle } from '@/lib/outbox';
import { confirmAttendance } from '@/lib/registration/service';
import type { OutboxMessage } from '@/prisma/client/client';
import { aConfirmation, at, beforeDeadline } from '../support/builders';
import { freshDatabase } from '../support/database';

freshDatabase();

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

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
    await settle(await claimOne(now), { ok: true }, now);
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
    await settle(await claimOne(now), { ok: false, reason: '451 later' }, now);
    expect(await stored()).toMatchObject({ lastError: '451 later', sentAt: null, failedAt: null });
    expect(await claim(1, later(now, MINUTE_MS - 1))).toEqual([]);
    expect(await claim(1, later(now, MINUTE_MS))).toHaveLength(1);
  });

  it('gives up after three days, and says why', async () => {
    const now = await owe(1);
    const message = await claimOne(now);
    await settle(
      message,
      { ok: false, reason: '550 no such user' },
      later(message.createdAt, GIVE_UP_MS - 1),
    );
    expect((await stored()).failedAt).toBeNull();
    await settle(message, { ok: false, reason: '550 no such user' }, later(message.createdAt, GIVE_UP_MS));
    expect(await stored()).toMatchObject({ lastError: '550 no such user', sentAt: null });
    expect((await stored()).failedAt).not.toBeNull();
    expect(await claim(1, later(now, 2 * GIVE_UP_MS))).toEqual([]);
  });

  it('keeps a letter sent, whatever a slower worker reports afterwards', async () => {
    const now = await owe(1);
    const message = await claimOne(now);
    await settle(message, { ok: true }, now);
    await settle(message, { ok: false, reason: 'timeout' }, now);
    expect(await stored()).toMatchObject({ lastError: null, failedAt: null });
    expect((await stored()).sentAt).toEqual(now);
  });

  it('says how much is owed and since when', async () => {
    const now = await owe(3);
    await db().outboxMessage.updateMany({ data: { createdAt: instant('2024-01-15T00:00:00Z') } });
    expect(await outboxState(instant('2024-01-15T00:20:00Z'))).toEqual({ due: 3, oldestDueSeconds: 1200 });
    expect(now).toBeInstanceOf(Date);
  });
});
