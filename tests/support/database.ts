import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeEach, inject } from 'vitest';
import { config } from '@/lib/config';
import { closeDb, db, provider } from '@/lib/db';
import { fileOf } from '@/prisma/models';

const template = inject('template');
export const isPostgres = template !== null;

/** Of the embedded database alone. */
export const databaseFile = (): string => fileOf(config().databaseUrl);

/** Gives each test of a file an empty, migrated database of its own. */
export function freshDatabase(): void {
  if (template) freshPostgres(template);
  else freshFile();
}

const removeFile = () => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(databaseFile() + suffix, { force: true });
};

function freshFile(): void {
  beforeEach(async () => {
    await closeDb();
    removeFile();
    copyFileSync(join(inject('runFolder'), 'template.db'), databaseFile());
  });
  afterAll(async () => {
    await closeDb();
    removeFile();
  });
}

function freshPostgres(copied: string): void {
  const name = new URL(config().databaseUrl).pathname.slice(1);
  const drop = `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`;
  beforeEach(async () => {
    await closeDb();
    await onServer(copied, drop, `CREATE DATABASE "${name}" TEMPLATE template`);
  });
  afterAll(async () => {
    await closeDb();
    await onServer(copied, drop);
  });
}

/** Does something to whole databases of the server on which the template stands. */
async function onServer(copied: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: copied.replace(/[^/]+$/, 'postgres') });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
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
  const readable = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
  return [...(await wholeDatabase())]
    .filter(([, rows]) => text.test(JSON.stringify(rows, readable)))
    .map(([name]) => name);
}

/** Keeps the database as it is now, as a backup would. @returns brings it back, over whatever happened since */
export async function keepCopy(): Promise<() => Promise<void>> {
  await closeDb();
  if (template) {
    const name = new URL(config().databaseUrl).pathname.slice(1);
    await onServer(template, `CREATE DATABASE "${name}-copy" TEMPLATE "${name}"`);
    return async () => {
      await closeDb();
      await onServer(
        template,
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
  if (!template) {
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
