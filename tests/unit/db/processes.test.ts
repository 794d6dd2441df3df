import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { db } from '@/lib/db/client';
import { runBundled } from '../../support/bundle';
import { freshDatabase } from '../../support/database';

freshDatabase();

/** A process of its own that confirms, see `confirm-many.ts`. */
async function confirming(...words: (string | number)[]) {
  const { code, output } = await runBundled('tests/support/confirm-many.ts', words);
  expect(code, output).toBe(0);
  return JSON.parse(output) as { confirmed: number; longestPauseMs: number };
}

/** As many as two cores run at once without making anything else wait; `npm run prove` takes twenty. */
const PROCESSES = 4;

describe('several processes at one database', () => {
  it('read and then write, and none of their confirmations fails or freezes the server', async () => {
    const each = 60;
    const both = await Promise.all([confirming('first', each), confirming('second', each)]);
    expect(both.map(({ confirmed }) => confirmed)).toEqual([each, each]);
    // SQLite's own way of waiting would stand still for five seconds.
    for (const { longestPauseMs } of both) expect(longestPauseMs).toBeLessThan(2_000);
    expect(await db().registration.count()).toBe(2 * each);
    expect(await db().outboxMessage.count()).toBe(2 * each);
  }, 120_000);

  it('record a person once who confirms through several of them, and all get the answer of a first time', async () => {
    const numbers = Array.from({ length: PROCESSES }, (_, index) => index);
    const folder = mkdtempSync(join(tmpdir(), 'ready-'));
    const outcomes = await Promise.all(
      numbers.map((number) => confirming(number, 8, 'one-person', folder, numbers.length)),
    );
    rmSync(folder, { recursive: true });
    expect(outcomes.map(({ confirmed }) => confirmed)).toEqual(numbers.map(() => 8));
    expect(await db().registration.count()).toBe(1);
    const letters = await db().outboxMessage.groupBy({ by: ['kind'], _count: true });
    // Those that came later differ in nothing, and owe the letter about it once in ten minutes.
    expect(letters.map(({ kind, _count }) => [kind, _count]).sort()).toEqual([
      ['acknowledgement', 1],
      ['alreadyConfirmed', 1],
    ]);
  }, 120_000);
});
