import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { db, hold, transaction } from '@/lib/db';
import { freshDatabase, isPostgres } from '../support/database';

freshDatabase();

/** How many of two transactions are at work at the same time, each about somebody or about nobody in particular. */
async function together(one?: string, other?: string): Promise<number> {
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await sleep(200);
    inside -= 1;
  };
  await Promise.all([transaction(work, one), transaction(work, other)]);
  return most;
}

describe('a transaction', () => {
  it('is alone, so that its rules read what nobody changes meanwhile', async () => {
    expect(await together()).toBe(1);
    expect(await together('salma')).toBe(1);
  });

  it('about one person goes on beside those about others, where the database can do that', async () => {
    expect(await together('salma', 'omar')).toBe(isPostgres ? 2 : 1);
  });

  it('about one person waits for another about the same, also when it found out who that is on its way', async () => {
    expect(await together('salma', 'salma')).toBe(1);
    const done: string[] = [];
    const known = transaction(async (tx) => {
      await hold(tx, 'number 1');
      await sleep(200);
      done.push('the first');
    }, 'salma@example.org');
    await sleep(50);
    const later = transaction(async () => void done.push('the second'), 'number 1');
    await Promise.all([known, later]);
    expect(done).toEqual(['the first', 'the second']);
  });
});

describe('a connection', () => {
  it('is kept while nobody asks for some seconds, with what it has prepared', async () => {
    await db().$executeRaw`CREATE TEMPORARY TABLE prepared (id INTEGER)`;
    await sleep(11_000);
    // Such a table goes with its connection.
    await expect(db().$executeRaw`INSERT INTO prepared VALUES (1)`).resolves.toBe(1);
  });
});
