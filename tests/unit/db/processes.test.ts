import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { db } from '@/lib/db/client';
import { runBundled } from '../../support/bundle';
import { freshDatabase } from '../../support/database';

freshDatabase();

/** Starts a process that confirms participants, see `confirm-many.ts`. */
async function confirming(...words: (string | number)[]) {
  const { code, output } = await runBundled('tests/support/confirm-many.ts', words);
  expect(code, output).toBe(0);
  return JSON.parse(output) as { confirmed: number; longestPauseMs: number };
}

/** As many as two cores run at once without slowing other tests. `npm run prove` takes twenty. */
const PROCESSES = 4;

describe('several processes with one database', () => {
  it('confirm at once, and no confirmation fails or blocks the server', async () => {
    const perProcess = 60;
    const results = await Promise.all([confirming('first', perProcess), confirming('second', perProcess)]);
    expect(results.map(({ confirmed }) => confirmed)).toEqual([perProcess, perProcess]);
    // SQLite's own busy timeout would block the process for five seconds. On a busy machine any process pauses for two.
    for (const { longestPauseMs } of results) expect(longestPauseMs).toBeLessThan(4_500);
    expect(await db().registration.count()).toBe(2 * perProcess);
    expect(await db().outboxMessage.count()).toBe(2 * perProcess);
  }, 120_000);

  it('record one person once who confirms through several of them, and all give the response of a first confirmation', async () => {
    const numbers = Array.from({ length: PROCESSES }, (_, index) => index);
    const folder = mkdtempSync(join(tmpdir(), 'ready-'));
    const outcomes = await Promise.all(
      numbers.map((number) => confirming(number, 8, 'one-person', folder, numbers.length)),
    );
    rmSync(folder, { recursive: true });
    expect(outcomes.map(({ confirmed }) => confirmed)).toEqual(numbers.map(() => 8));
    expect(await db().registration.count()).toBe(1);
    const emailCounts = await db().outboxMessage.groupBy({ by: ['kind'], _count: true });
    // The later ones differ in nothing, and cause the email about it once in ten minutes.
    expect(emailCounts.map(({ kind, _count }) => [kind, _count]).sort()).toEqual([
      ['acknowledgement', 1],
      ['alreadyConfirmed', 1],
    ]);
  }, 120_000);
});
