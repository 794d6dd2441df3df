import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import pg from 'pg';
import { beforeEach, inject } from 'vitest';
import { config } from '@/lib/config';
import { closeDb, db, provider } from '@/lib/db/client';
import { fileOf } from '@/lib/db/models';
import { tables } from '@/lib/db/tables';

const template = inject('template');
export const isPostgres = template !== null;

/** The path of the database file; only for SQLite. */
export const databaseFile = (): string => fileOf(config().databaseUrl);

/**
 * Gives each test of a file an empty, migrated database, and makes the file run on SQLite and on PostgreSQL. It is for everything that
 * the two may do differently: queries and their order, locks, transactions, unique indexes.
 */
export function freshDatabase(): void {
  beforeEach(async () => {
    if (originalSchema !== undefined && (await schemaFingerprint()) === originalSchema) return empty();
    await createFromTemplate();
    originalSchema = await schemaFingerprint();
  });
}

/**
 * The same, but the file runs only on SQLite: for rules and texts whose SQL statements other tests run on both databases. The function
 * does the same; `tests/vitest.config.ts` looks for its name in the file.
 */
export const freshEmbeddedDatabase = freshDatabase;

/** The fingerprint of this worker's database when it was created. */
let originalSchema: string | undefined;

/** A text that changes if a test creates, changes or drops a table, column, trigger or function. */
async function schemaFingerprint(): Promise<string> {
  const rows = await db().$queryRawUnsafe<unknown[]>(
    isPostgres
      ? `SELECT string_agg(oid::text, ' ' ORDER BY oid)
         FROM (
           SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace
           UNION ALL SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace
           UNION ALL SELECT oid FROM pg_constraint WHERE connamespace = 'public'::regnamespace
           UNION ALL SELECT oid FROM pg_trigger
           UNION ALL SELECT oid FROM pg_attrdef
           UNION ALL SELECT count(*)::integer::oid FROM pg_attribute
         ) AS objects`
      : 'PRAGMA schema_version',
  );
  return toJson(rows);
}

const toJson = (rows: unknown[]): string =>
  JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value));

/**
 * Deletes all rows and restarts the counters. A new copy of the template would take ten times as long, because each statement would be
 * prepared again.
 */
async function empty(): Promise<void> {
  const names = tables.map(([name]) => `"${name}"`);
  if (isPostgres) {
    await db().$executeRawUnsafe(`TRUNCATE ${names.join(', ')} RESTART IDENTITY CASCADE`);
    return;
  }
  await db().$transaction(async (tx) => {
    for (const name of [...names.reverse(), 'sqlite_sequence'])
      await tx.$executeRawUnsafe(`DELETE FROM ${name}`);
  });
}

/** Replaces this worker's database by a copy of the template. */
async function createFromTemplate(): Promise<void> {
  await closeDb();
  if (isPostgres) {
    await onServer(
      `DROP DATABASE IF EXISTS "${databaseName()}" WITH (FORCE)`,
      `CREATE DATABASE "${databaseName()}" TEMPLATE template`,
    );
    return;
  }
  removeFile();
  copyFileSync(join(inject('runFolder'), 'template.db'), databaseFile());
}

const databaseName = () => new URL(config().databaseUrl).pathname.slice(1);

const removeFile = () => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(databaseFile() + suffix, { force: true });
};

/** Executes statements on the server of the template, such as those that create and drop databases. */
export async function onServer(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: String(template).replace(/[^/]+$/, 'postgres') });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

/**
 * The files of the SQLite database with their content, by name. Another process reads them, because closing a file in this process
 * would release the locks that SQLite holds on it (POSIX).
 */
export function databaseFiles(): Map<string, Buffer> {
  const folder = dirname(databaseFile());
  const names = readdirSync(folder).filter((name) => name.startsWith(basename(databaseFile())));
  const read = (name: string) => execFileSync('cat', [join(folder, name)], { maxBuffer: 1_000_000_000 });
  return new Map(names.map((name) => [name, read(name)]));
}

/** All rows of all tables, by table. */
export async function wholeDatabase(): Promise<Map<string, unknown[]>> {
  const names = await db().$queryRawUnsafe<{ name: string }[]>(
    provider() === 'sqlite'
      ? "SELECT name FROM sqlite_master WHERE type = 'table'"
      : "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
  );
  const rowsOf = new Map<string, unknown[]>();
  for (const { name } of names) rowsOf.set(name, await db().$queryRawUnsafe(`SELECT * FROM "${name}"`));
  return rowsOf;
}

/** The names of the tables that have a row with a matching text in any column. */
export async function tablesWith(text: RegExp): Promise<string[]> {
  return [...(await wholeDatabase())].filter(([, rows]) => text.test(toJson(rows))).map(([name]) => name);
}

/** Copies the database as it is now. @returns a function that restores the copy */
export async function keepCopy(): Promise<() => Promise<void>> {
  await closeDb();
  if (isPostgres) {
    const name = databaseName();
    await onServer(`CREATE DATABASE "${name}-copy" TEMPLATE "${name}"`);
    return async () => {
      await closeDb();
      await onServer(
        `DROP DATABASE "${name}" WITH (FORCE)`,
        `ALTER DATABASE "${name}-copy" RENAME TO "${name}"`,
      );
    };
  }
  const copy = `${databaseFile()}.copy`;
  copyFileSync(databaseFile(), copy);
  return async () => {
    await closeDb();
    removeFile();
    renameSync(copy, databaseFile());
  };
}

/** Makes every insert into a table fail from now on, as on a full disk. */
export async function noRoomFor(table: string): Promise<void> {
  if (!isPostgres) {
    await db().$executeRawUnsafe(
      `CREATE TRIGGER full BEFORE INSERT ON "${table}" BEGIN SELECT RAISE(ABORT, 'no room'); END`,
    );
    return;
  }
  await db().$executeRawUnsafe(
    "CREATE FUNCTION no_room() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'no room'; END $$ LANGUAGE plpgsql",
  );
  await db().$executeRawUnsafe(
    `CREATE TRIGGER full_disk BEFORE INSERT ON "${table}" FOR EACH ROW EXECUTE FUNCTION no_room()`,
  );
}
