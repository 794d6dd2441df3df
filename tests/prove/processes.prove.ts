import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '@/lib/db/migrate';
import { fileOf, providerOf } from '@/lib/db/models';
import { type Postgres, startPostgres } from '@/scripts/postgres';
import { runScript } from '@/tests/support/command';
import { queryFile, queryServer } from '@/tests/support/sql';
import { figure } from './load';
import { providers } from './target';

const PROCESSES = 20;
const EACH = 150;

/** The tests of `processes.test.ts` with enough processes to keep two cores busy for a while. */
describe.each(providers)('%s, with many processes', (provider) => {
  const folder = mkdtempSync(join(tmpdir(), 'processes-'));
  let postgres: Postgres | null = null;
  let url = '';
  beforeAll(async () => {
    postgres = provider === 'PostgreSQL' ? await startPostgres() : null;
  });
  afterAll(async () => {
    await postgres?.stop();
    rmSync(folder, { recursive: true });
  });
  const migrated = async (name: string) => {
    await postgres?.create(name);
    url = postgres ? postgres.url(name) : `file:${join(folder, `${name}.db`)}`;
    await migrate(url);
  };
  const rows = (statement: string) =>
    providerOf(url) === 'sqlite' ? queryFile(fileOf(url), statement) : queryServer(url, statement);
  const confirming = async (...words: (string | number)[]) => {
    const { code, output } = await runScript('tests/support/confirm-many.ts', words, { DATABASE_URL: url });
    expect(code, output).toBe(0);
    return JSON.parse(output) as { confirmed: number; longestPauseMs: number };
  };

  test('two confirm at once, and no confirmation fails or blocks the server', async () => {
    await migrated('two');
    const both = await Promise.all([confirming('first', EACH), confirming('second', EACH)]);
    expect(both.map(({ confirmed }) => confirmed)).toEqual([EACH, EACH]);
    const pauses = both.map(({ longestPauseMs }) => longestPauseMs);
    expect(Math.max(...pauses)).toBeLessThan(2_000);
    expect(await rows('SELECT id FROM "Registration"')).toHaveLength(2 * EACH);
    expect(await rows('SELECT id FROM "OutboxMessage"')).toHaveLength(2 * EACH);
    figure(
      `${provider}: two processes, ${2 * EACH} confirmations, longest pause ${Math.max(...pauses).toFixed(0)} ms`,
    );
  });

  test('a person who confirms through all of them is recorded once, and gets the response of a first confirmation', async () => {
    await migrated('twenty');
    const ready = join(folder, 'ready');
    mkdirSync(ready);
    const numbers = Array.from({ length: PROCESSES }, (_, index) => index);
    const outcomes = await Promise.all(
      numbers.map((number) => confirming(number, 8, 'one-person', ready, PROCESSES)),
    );
    expect(outcomes.map(({ confirmed }) => confirmed)).toEqual(numbers.map(() => 8));
    expect(await rows('SELECT id FROM "Registration"')).toHaveLength(1);
    // The later ones differ in nothing, and cause the email about it once in ten minutes.
    expect(await rows('SELECT kind FROM "OutboxMessage" ORDER BY kind')).toEqual([
      { kind: 'acknowledgement' },
      { kind: 'alreadyConfirmed' },
    ]);
    figure(
      `${provider}: ${PROCESSES} processes, ${PROCESSES * 8} confirmations of one person, one registration`,
    );
  });
});
