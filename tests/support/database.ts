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

/** Of the embedded database alone. */
export const databaseFile = (): string => fileOf(config().databaseUrl);

/**
 * Gives each test of a file an empty, migrated database, on the embedded one and on PostgreSQL: for queries and their
 * order, locks, transactions, unique rows, and whatever else the two may do differently.
 */
export function freshDatabase(): void {
  beforeEach(async () => {
    if (schemaAsMade !== undefined && (await schema()) === schemaAsMade) return empty();
    await make();
    schemaAsMade = await schema();
  });
}

/** The same on the embedded database alone: for rules and words whose statements other tests run on both. */
export const freshEmbeddedDatabase = freshDatabase;

/** The schema of this worker's database when it was made. */
let schemaAsMade: string | undefined;

/** Changes with each table, column, trigger or function that a test makes, changes or drops. */
async function schema(): Promise<string> {
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
  return inJson(rows);
}

const inJson = (rows: unknown[]): string =>
  JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value));

/** Deletes all rows and counts from one again. Another copy takes ten times as long: each statement is prepared anew. */
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

/** Puts a copy of the template in the place of this worker's database. */
async function make(): Promise<void> {
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

/** Does something to whole databases of the server on which the template stands. */
export async function onServer(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: String(template).replace(/[^/]+$/, 'postgres') });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

/**
 * The files of the embedded database by their names, with all that is in them. Another program reads them: closing one here would
 * take away the locks that SQLite has on it in this process.
 */
export function databaseFiles(): Map<string, Buffer> {
  const folder = dirname(databaseFile());
  const names = readdirSync(folder).filter((name) => name.startsWith(basename(databaseFile())));
  const read = (name: string) => execFileSync('cat', [join(folder, name)], { maxBuffer: 1_000_000_000 });
  return new Map(names.map((name) => [name, read(name)]));
}

/** Every table with its rows, as the database itself gives them. */
export async function wholeDatabase(): Promise<Map<string, unknown[]>> {
  const names = await db().$queryRawUnsafe<{ name: string }[]>(
    provider() === 'sqlite'
      ? "SELECT name FROM sqlite_master WHERE type = 'table'"
      : "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
  );
  const whole = new Map<string, unknown[]>();
  for (const { name } of names) whole.set(name, await db().$queryRawUnsafe(`SELECT * FROM "${name}"`));
  return whole;
}

/** The tables with a row that has such a text somewhere. */
export async function tablesWith(text: RegExp): Promise<string[]> {
  return [...(await wholeDatabase())].filter(([, rows]) => text.test(inJson(rows))).map(([name]) => name);
}

/** Keeps the database as it is now, as a backup would. @returns brings it back, over whatever happened since */
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

/** From now on nothing can be inserted into a table, as on a full disk. */
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
