import { chmodSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { closeDb, db, transaction } from '@/lib/db/client';
import { LOCK_WAIT_MS } from '@/lib/db/sqlite';
import { confirmAttendance } from '@/lib/registration/confirm';
import { consume } from '@/lib/server/rate-limits';
import { aConfirmation, at, beforeDeadline } from '../../support/builders';
import { databaseFile, freshEmbeddedDatabase } from '../../support/database';
import { until } from '../../support/timing';

freshEmbeddedDatabase();

const limit = (key: string) => ({ data: { key, points: 1 } });
const keys = async () => (await db().rateLimiterFlexible.findMany()).map(({ key }) => key).sort();

describe('the embedded database', () => {
  it('uses a write-ahead log, enforces foreign keys and flushes to disk', async () => {
    const [journal] = await db().$queryRaw<{ journal_mode: string }[]>`PRAGMA journal_mode`;
    const [synchronous] = await db().$queryRaw<{ synchronous: bigint }[]>`PRAGMA synchronous`;
    const [references] = await db().$queryRaw<{ foreign_keys: bigint }[]>`PRAGMA foreign_keys`;
    const [overwriting] = await db().$queryRaw<{ secure_delete: bigint }[]>`PRAGMA secure_delete`;
    expect(journal?.journal_mode).toBe('wal');
    expect(Number(overwriting?.secure_delete)).toBe(1);
    expect(Number(synchronous?.synchronous)).toBe(2); // FULL
    expect(Number(references?.foreign_keys)).toBe(1);
  });

  it('is readable by its owner only, with its log and index, even if it was readable by others before', async () => {
    await closeDb();
    chmodSync(databaseFile(), 0o644);
    await db().rateLimiterFlexible.create(limit('written'));
    for (const suffix of ['', '-wal', '-shm'])
      expect((statSync(databaseFile() + suffix).mode & 0o777).toString(8), suffix).toBe('600');
  });

  it('flushes to disk what it acknowledges, but not the counting of an attempt', async () => {
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

  it('keeps a statement outside a transaction out of an open transaction', async () => {
    let isOpen = false;
    let isWritten = false;
    const failing = transaction(async (tx) => {
      await tx.rateLimiterFlexible.create(limit('inside'));
      isOpen = true;
      await until(() => isWritten, 100, 10);
      throw new Error('changed its mind');
    });
    await until(() => isOpen, 5_000, 10);
    const outsideWrite = db()
      .rateLimiterFlexible.create(limit('outside'))
      .then(() => {
        isWritten = true;
      });
    const [outcome] = await Promise.allSettled([failing, outsideWrite]);
    expect(outcome.status).toBe('rejected');
    expect(await keys()).toEqual(['outside']);
  });

  it('waits for another process without blocking the server, and continues when the lock is free', async () => {
    await db().registration.count();
    const otherConnection = new Database(databaseFile());
    otherConnection.exec('BEGIN IMMEDIATE');
    const work = Promise.all([
      transaction((tx) => tx.rateLimiterFlexible.create(limit('transaction'))),
      db().rateLimiterFlexible.create(limit('statement')),
    ]);
    work.catch(() => {});
    // If each try blocked the server for a quarter of a second, the work would give up before that.
    let answered = 0;
    await until(() => ++answered > LOCK_WAIT_MS / 250, 60_000, 10);
    otherConnection.exec('COMMIT');
    otherConnection.close();
    await work;
    expect(await keys()).toEqual(['statement', 'transaction']);
  });

  it('makes no reader wait behind a write that waits for another process', async () => {
    await db().registration.count();
    const otherConnection = new Database(databaseFile());
    otherConnection.exec('BEGIN IMMEDIATE');
    const write = transaction((tx) => tx.rateLimiterFlexible.create(limit('transaction')));
    const statement = db().rateLimiterFlexible.create(limit('statement'));
    await until(() => false, 50, 10);
    // Read while the other process still holds the lock: a blocked reader would never finish.
    expect(await keys()).toEqual([]);
    otherConnection.exec('COMMIT');
    otherConnection.close();
    await Promise.all([write, statement]);
    expect(await keys()).toEqual(['statement', 'transaction']);
  });

  it('gives up on a database that stays locked, and recovers by itself', async () => {
    await db().registration.count();
    const { now } = performance;
    let waitedMs = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + waitedMs);
    const otherConnection = new Database(databaseFile());
    otherConnection.exec('BEGIN IMMEDIATE');
    let isGivenUp = false;
    const writing = transaction((tx) => tx.rateLimiterFlexible.create(limit('never'))).finally(() => {
      isGivenUp = true;
    });
    writing.catch(() => {});
    await until(() => isGivenUp, 100, 10);
    waitedMs = LOCK_WAIT_MS - 2_000;
    await until(() => isGivenUp, 100, 10);
    expect(isGivenUp, 'it is still patient').toBe(false);
    waitedMs = LOCK_WAIT_MS;
    expect(await until(() => isGivenUp, 5_000, 10)).not.toBeNull();
    await expect(writing).rejects.toThrow();
    otherConnection.exec('COMMIT');
    otherConnection.close();
    await transaction((tx) => tx.rateLimiterFlexible.create(limit('afterwards')));
    expect(await keys()).toEqual(['afterwards']);
  });
});

describe('the write lock', () => {
  it('survives many waiting transactions', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        confirmAttendance(aConfirmation({ email: `p${index}@example.org` }), at(beforeDeadline)),
      ),
    );
    expect(await db().registration.count()).toBe(40);
  });
});
