import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, vi } from 'vitest';
import { migrate } from '@/lib/db/migrate';
import { migrationsOf } from '@/lib/db/models';
import { missingMigration } from '@/scripts/schema-diff';
import { runCommand } from '../../support/bundle';
import { ownDatabases } from '../../support/own-postgres';
import { until } from '../../support/timing';

const { folder, newFile, newPostgres } = ownDatabases();

it('the migrations of each database create exactly the schema of the models', async () => {
  for (const url of [await newFile(), await newPostgres()]) expect(await missingMigration(url)).toBeNull();
});

const migrateElsewhere = (url: string) => runCommand('db:migrate', [], { DATABASE_URL: url });

/** Whether another process has a file open. */
function isOpenElsewhere(file: string): boolean {
  if (!existsSync('/proc')) {
    const { stdout } = spawnSync('lsof', ['-t', file], { encoding: 'utf8' });
    return stdout.split('\n').some((pid) => pid !== '' && Number(pid) !== process.pid);
  }
  const otherProcesses = readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && Number(name) !== process.pid,
  );
  return otherProcesses.some((pid) => {
    try {
      return readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === file);
    } catch {
      return false; // The process has ended, or belongs to another user.
    }
  });
}

it('a process that starts while another one migrates waits for it', async () => {
  const file = join(folder, 'busy.db');
  const otherConnection = new Database(`${file}.migrating`);
  otherConnection.exec('BEGIN EXCLUSIVE');
  let isDone = false;
  const migrating = migrateElsewhere(`file:${file}`).finally(() => {
    isDone = true;
  });
  expect(await until(() => isOpenElsewhere(`${file}.migrating`), 20_000, 20)).not.toBeNull();
  expect(await until(() => isDone || existsSync(file), 200, 20), 'it goes on').toBeNull();
  otherConnection.exec('ROLLBACK');
  otherConnection.close();
  expect((await migrating).code).toBe(0);
});

it('four processes that start at once migrate an empty SQLite database once, and all succeed', async () => {
  const file = join(folder, 'new', 'meeting.db');
  const outcomes = await Promise.all([1, 2, 3, 4].map(() => migrateElsewhere(`file:${file}`)));
  expect(outcomes.map(({ code, output }) => (code === 0 ? 0 : output))).toEqual([0, 0, 0, 0]);
  expect(outcomes.filter(({ output }) => output.startsWith('Applied'))).toHaveLength(1);
  const database = new Database(file, { readonly: true });
  expect(database.prepare('SELECT count(*) AS n FROM _prisma_migrations').get()).toEqual({
    n: migrationsOf('sqlite').length,
  });
  expect(database.prepare('SELECT count(*) AS n FROM Registration').get()).toEqual({ n: 0 });
  database.close();
});

it('four processes that start at once migrate an empty PostgreSQL database once, and all succeed', async () => {
  const url = await newPostgres();
  const outcomes = await Promise.all([1, 2, 3, 4].map(() => migrateElsewhere(url)));
  expect(outcomes.map(({ code, output }) => (code === 0 ? 0 : output))).toEqual([0, 0, 0, 0]);
  expect(outcomes.filter(({ output }) => output.startsWith('Applied'))).toHaveLength(1);
});

/** The driver waits five seconds for a lock, and blocks this process meanwhile. */
function waitForNobody(): void {
  const { pragma } = Database.prototype;
  vi.spyOn(Database.prototype, 'pragma').mockImplementation(function (this: Database.Database, ...args) {
    pragma.call(this, 'busy_timeout = 50');
    return pragma.apply(this, args);
  });
}

it('a migrated database may be in use; one that needs migrations and is in use stays unchanged, with a clear message', async () => {
  const url = await newFile();
  await migrate(url, migrationsOf('sqlite').slice(0, 2));
  const site = new Database(url.replace('file:', ''));
  site.pragma('journal_mode = WAL');
  const applied = () => site.prepare('SELECT count(*) AS n FROM _prisma_migrations').get();
  expect(applied()).toEqual({ n: 2 });
  waitForNobody();
  await expect(migrate(url)).rejects.toThrow('stop the site before it is brought up to date');
  expect(applied()).toEqual({ n: 2 });
  site.close();
  expect(await migrate(url)).toEqual([
    '0003_secretariat',
    '0004_mailboxes',
    '0006_look-alikes',
    '0008_column-choices',
    '0009_sent-emails',
    '0010_list-indexes',
  ]);

  const reopened = new Database(url.replace('file:', ''));
  reopened.pragma('journal_mode = WAL');
  reopened.prepare('SELECT count(*) FROM Registration').get();
  expect(await migrate(url)).toEqual([]);
  reopened.close();
});

it('data recorded before the staff pages existed is complete after the upgrade', async () => {
  const file = join(folder, 'old.db');
  await migrate(`file:${file}`, migrationsOf('sqlite').slice(0, 2));
  const database = new Database(file);
  const at = '2024-01-15T06:00:00.000Z';
  const fill = (table: string, row: Record<string, unknown>) =>
    database
      .prepare(
        `INSERT INTO "${table}" (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row).map(() => '?')})`,
      )
      .run(...Object.values(row));
  for (const id of ['one', 'two']) {
    fill('Registration', {
      id,
      meetingId: 'm',
      reference: id,
      fullName: id,
      jobTitle: 'j',
      email: `${id}@example.org`,
      presentationTitle: id === 'one' ? 'عنوان' : null,
      language: 'ar',
      nameKey: id,
      emailKey: id,
      searchKey: id,
      confirmedAt: at,
      createdAt: at,
      updatedAt: at,
    });
  }
  fill('AuditEvent', { id: 7, registrationId: 'one', type: 't', actor: 'participant', details: '{}', at });
  fill('OutboxMessage', {
    id: 'letter',
    kind: 'acknowledgement',
    registrationId: 'one',
    eventId: 7,
    createdAt: at,
    dueAt: at,
    failedAt: at,
  });
  fill('User', { id: 'u', name: 'n', email: 'n@example.org', updatedAt: at });
  fill('Session', { id: 's', token: 't', expiresAt: at, updatedAt: at, userId: 'u' });
  database.close();

  await migrate(`file:${file}`);
  const upgraded = new Database(file, { readonly: true });
  const query = (sql: string) => upgraded.prepare(sql).all();
  expect(query('SELECT id, presentation, letter, review, source FROM Registration ORDER BY id')).toEqual([
    { id: 'one', presentation: 'proposed', letter: 'failed', review: 'new', source: 'form' },
    { id: 'two', presentation: null, letter: 'none', review: 'new', source: 'form' },
  ]);
  expect(query('SELECT id, registrationId FROM AuditEvent')).toEqual([{ id: 7, registrationId: 'one' }]);
  expect(query('SELECT id, registrationId, eventId, sentTo, sentText FROM OutboxMessage')).toEqual([
    { id: 'letter', registrationId: 'one', eventId: 7, sentTo: null, sentText: null },
  ]);
  expect(query('SELECT id, role FROM User')).toEqual([{ id: 'u', role: 'secretariat' }]);
  expect(query('SELECT id, userId FROM Session')).toEqual([{ id: 's', userId: 'u' }]);
  expect(upgraded.pragma('foreign_key_check')).toEqual([]);
  upgraded.close();
});

it.each(['sqlite', 'postgresql'] as const)(
  'a migration of %s that fails in its middle changes nothing',
  async (provider) => {
    const url = await (provider === 'sqlite' ? newFile() : newPostgres());
    await migrate(url);
    const broken = {
      name: '9999_broken',
      sql: 'CREATE TABLE "Half" (id TEXT); INSERT INTO "Nowhere" VALUES (1);',
    };
    const repaired = { ...broken, sql: 'CREATE TABLE "Half" (id TEXT);' };
    await expect(migrate(url, [broken])).rejects.toThrow(/Nowhere/);
    expect(await migrate(url, [repaired])).toEqual(['9999_broken']);
    expect(await migrate(url, [repaired])).toEqual([]);
  },
);

it('a migration that another program left unfinished is reported in a sentence', async () => {
  const url = await newFile();
  await migrate(url);
  const database = new Database(url.replace('file:', ''));
  database.exec(
    "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', 'x', '0004_theirs')",
  );
  database.close();
  await expect(migrate(url)).rejects.toThrow('0004_theirs was begun by another program');
});
