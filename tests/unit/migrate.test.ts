import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, expect, it } from 'vitest';
import { missingMigration } from '@/prisma/diff';
import { migrationsList } from '@/prisma/engine';

const folder = mkdtempSync(join(tmpdir(), 'migrate-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('the migrations say all that the models say', async () => {
  expect(await missingMigration()).toBeNull();
});

const migrateElsewhere = async (file: string) => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/migrate.ts'], {
    env: { ...process.env, DATABASE_URL: `file:${file}` },
  });
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  child.stderr.on('data', (chunk) => {
    printed += chunk;
  });
  const [code] = await once(child, 'exit');
  return { code, printed };
};

it('a process that starts while another one migrates waits for it', async () => {
  const file = join(folder, 'busy.db');
  const other = new Database(`${file}.migrating`);
  other.exec('BEGIN EXCLUSIVE');
  let isDone = false;
  const migrating = migrateElsewhere(file).finally(() => {
    isDone = true;
  });
  await sleep(4_000);
  expect(isDone).toBe(false);
  other.exec('ROLLBACK');
  other.close();
  expect((await migrating).code).toBe(0);
});

it('four processes that start at once migrate an empty database once, and all succeed', async () => {
  const file = join(folder, 'new', 'meeting.db');
  const outcomes = await Promise.all([1, 2, 3, 4].map(() => migrateElsewhere(file)));
  expect(outcomes.map(({ code, printed }) => (code === 0 ? 0 : printed))).toEqual([0, 0, 0, 0]);
  expect(outcomes.filter(({ printed }) => printed.startsWith('Applied'))).toHaveLength(1);
  const database = new Database(file, { readonly: true });
  expect(database.prepare('SELECT count(*) AS n FROM _prisma_migrations').get()).toEqual({
    n: migrationsList().migrationDirectories.length,
  });
  expect(database.prepare('SELECT count(*) AS n FROM Registration').get()).toEqual({ n: 0 });
  database.close();
});
