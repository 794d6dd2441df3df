import { describe, expect, it, vi } from 'vitest';
import { db, lockRegistration, transaction } from '@/lib/db/client';
import { freshDatabase, isPostgres } from '../../support/database';
import { until } from '../../support/timing';

freshDatabase();

/**
 * Whether two transactions run at the same time, each locking one person or everybody.
 * @param withinMs how long each waits for the other to start
 */
async function runTogether(key?: string, otherKey?: string, withinMs = 200): Promise<boolean> {
  let running = 0;
  let overlapped = false;
  const work = async () => {
    running += 1;
    overlapped ||= running > 1;
    await until(() => overlapped, withinMs, 10);
    running -= 1;
  };
  await Promise.all([transaction(work, key), transaction(work, otherKey)]);
  return overlapped;
}

describe('a transaction', () => {
  it('without a key runs alone, so that nobody changes what its rules have read', async () => {
    expect(await runTogether()).toBe(false);
    expect(await runTogether('salma')).toBe(false);
  });

  it('for one person runs beside those for others, where the database supports it', async () => {
    expect(await runTogether('salma', 'omar', isPostgres ? 5_000 : 200)).toBe(isPostgres);
  });

  it('for one person waits for another for the same person, even when it learns only on the way who that is', async () => {
    expect(await runTogether('salma', 'salma')).toBe(false);
    const done: string[] = [];
    let isHeld = false;
    const first = transaction(async (tx) => {
      await lockRegistration(tx, 'number 1');
      isHeld = true;
      await until(() => done.length > 0, 200, 10);
      done.push('the first');
    }, 'salma@example.org');
    await until(() => isHeld, 5_000, 10);
    const later = transaction(async () => void done.push('the second'), 'number 1');
    await Promise.all([first, later]);
    expect(done).toEqual(['the first', 'the second']);
  });
});

describe('a connection', () => {
  it('stays open for most of a minute without queries, with its prepared statements', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await db().$executeRaw`CREATE TEMPORARY TABLE prepared (id INTEGER)`;
    // A temporary table is dropped with its connection.
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
