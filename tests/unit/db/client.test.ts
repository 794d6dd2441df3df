import { describe, expect, it, vi } from 'vitest';
import { db, lockRegistration, transaction } from '@/lib/db/client';
import { freshDatabase, isPostgres } from '../../support/database';
import { until } from '../../support/timing';

freshDatabase();

/**
 * Whether two transactions are at work at the same time, each about somebody or about nobody in particular.
 * @param withinMs how long each waits for the other to come in
 */
async function meet(one?: string, other?: string, withinMs = 200): Promise<boolean> {
  let inside = 0;
  let haveMet = false;
  const work = async () => {
    inside += 1;
    haveMet ||= inside > 1;
    await until(() => haveMet, withinMs, 10);
    inside -= 1;
  };
  await Promise.all([transaction(work, one), transaction(work, other)]);
  return haveMet;
}

describe('a transaction', () => {
  it('is alone, so that its rules read what nobody changes meanwhile', async () => {
    expect(await meet()).toBe(false);
    expect(await meet('salma')).toBe(false);
  });

  it('about one person goes on beside those about others, where the database can do that', async () => {
    expect(await meet('salma', 'omar', isPostgres ? 5_000 : 200)).toBe(isPostgres);
  });

  it('about one person waits for another about the same, also when it found out who that is on its way', async () => {
    expect(await meet('salma', 'salma')).toBe(false);
    const done: string[] = [];
    let isHeld = false;
    const known = transaction(async (tx) => {
      await lockRegistration(tx, 'number 1');
      isHeld = true;
      await until(() => done.length > 0, 200, 10);
      done.push('the first');
    }, 'salma@example.org');
    await until(() => isHeld, 5_000, 10);
    const later = transaction(async () => void done.push('the second'), 'number 1');
    await Promise.all([known, later]);
    expect(done).toEqual(['the first', 'the second']);
  });
});

describe('a connection', () => {
  it('is kept while nobody asks for most of a minute, with what it has prepared', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await db().$executeRaw`CREATE TEMPORARY TABLE prepared (id INTEGER)`;
    // Such a table goes with its connection.
    const isKept = () =>
      db().$executeRaw`INSERT INTO prepared VALUES (1)`.then(
        () => true,
        () => false,
      );
    vi.advanceTimersByTime(50_000);
    expect(await isKept()).toBe(true);
    vi.advanceTimersByTime(61_000);
    expect(await isKept(), 'after a minute, where a server has other use for it').toBe(!isPostgres);
  });
});
