import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { db, transaction } from '@/lib/db';
import { consume } from '@/lib/limits';
import { confirmAttendance } from '@/lib/registration/service';
import { aConfirmation, at, beforeDeadline } from '../support/builders';
import { databaseFile, freshDatabase } from '../support/database';

freshDatabase();

const limit = (key: string) => ({ data: { key, points: 1 } });
const keys = async () => (await db().rateLimiterFlexible.findMany()).map(({ key }) => key).sort();

describe('the embedded database', () => {
  it('writes ahead, checks references and waits for the disk', async () => {
    const [journal] = await db().$queryRaw<{ journal_mode: string }[]>`PRAGMA journal_mode`;
    const [synchronous] = await db().$queryRaw<{ synchronous: bigint }[]>`PRAGMA synchronous`;
    const [references] = await db().$queryRaw<{ foreign_keys: bigint }[]>`PRAGMA foreign_keys`;
    expect(journal?.journal_mode).toBe('wal');
    expect(Number(synchronous?.synchronous)).toBe(2); // FULL
    expect(Number(references?.foreign_keys)).toBe(1);
  });

  it('waits for the disk with what it promises, and not to count a try', async () => {
    const [counting, promising] = [1, 2]; // NORMAL and FULL
    await db().$executeRaw`CREATE TABLE "Waited" ("for" TEXT, "how" INTEGER)`;
    for (const table of ['RateLimiterFlexible', 'Registration', 'MeetingChange'])
      await db().$executeRawUnsafe(
        `CREATE TRIGGER "${table}Waits" AFTER INSERT ON "${table}"
         BEGIN INSERT INTO "Waited" SELECT '${table}', synchronous FROM pragma_synchronous; END`,
      );
    await consume('attemptByClient', '192.0.2.1');
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    await db().rateLimiterFlexible.create(limit('again'));
    await expect(db().rateLimiterFlexible.create(limit('again'))).rejects.toThrow();
    await db().meetingChange.create({ data: { meetingId: 'another', closesAt: beforeDeadline } });
    expect(await db().$queryRaw`SELECT * FROM "Waited" ORDER BY rowid`).toEqual([
      { for: 'RateLimiterFlexible', how: counting },
      { for: 'Registration', how: promising },
      { for: 'RateLimiterFlexible', how: counting },
      { for: 'MeetingChange', how: promising },
    ]);
  });

  it('keeps a statement outside a transaction out of the transaction that is open', async () => {
    const failing = transaction(async (tx) => {
      await tx.rateLimiterFlexible.create(limit('inside'));
      await sleep(100);
      throw new Error('changed its mind');
    });
    await sleep(20);
    const [outcome] = await Promise.allSettled([failing, db().rateLimiterFlexible.create(limit('outside'))]);
    expect(outcome.status).toBe('rejected');
    expect(await keys()).toEqual(['outside']);
  });

  it('waits for another process without holding the server up, and works on when it is free', async () => {
    await db().registration.count();
    const other = new Database(databaseFile());
    other.exec('BEGIN IMMEDIATE');
    let longestPause = 0;
    let last = performance.now();
    const pulse = setInterval(() => {
      longestPause = Math.max(longestPause, performance.now() - last);
      last = performance.now();
    }, 10);
    setTimeout(() => other.exec('COMMIT'), 700);
    await Promise.all([
      transaction((tx) => tx.rateLimiterFlexible.create(limit('transaction'))),
      db().rateLimiterFlexible.create(limit('statement')),
    ]);
    clearInterval(pulse);
    other.close();
    expect(await keys()).toEqual(['statement', 'transaction']);
    expect(longestPause).toBeLessThan(250);
  });

  it('lets nobody who only reads wait behind a write that waits for another process', async () => {
    await db().registration.count();
    const other = new Database(databaseFile());
    other.exec('BEGIN IMMEDIATE');
    const write = transaction((tx) => tx.rateLimiterFlexible.create(limit('transaction')));
    const statement = db().rateLimiterFlexible.create(limit('statement'));
    await sleep(50);
    // Read while the other process still holds it: a reader who waits would never see this end.
    expect(await keys()).toEqual([]);
    other.exec('COMMIT');
    other.close();
    await Promise.all([write, statement]);
    expect(await keys()).toEqual(['statement', 'transaction']);
  });

  it('gives up on a database that stays locked, and recovers by itself', async () => {
    await db().registration.count();
    const other = new Database(databaseFile());
    other.exec('BEGIN IMMEDIATE');
    await expect(transaction((tx) => tx.rateLimiterFlexible.create(limit('never')))).rejects.toThrow();
    other.exec('COMMIT');
    other.close();
    await transaction((tx) => tx.rateLimiterFlexible.create(limit('afterwards')));
    expect(await keys()).toEqual(['afterwards']);
  });
});

describe('the write lock', () => {
  it('is not lost when many transactions wait for it', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        confirmAttendance(aConfirmation({ email: `p${index}@example.org` }), at(beforeDeadline)),
      ),
    );
    expect(await db().registration.count()).toBe(40);
  });
});
