import { createHash, randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import pg from 'pg';
import { LoggableError } from '@/lib/server/log';
import { fileOf, type Migration, migrationsOf, providerOf } from './models';
import { keepPrivate } from './private-files';

/** How long a process waits while another one migrates. */
const WAIT_FOR_OTHERS_MS = 120_000;

/**
 * Brings the database up to date: applies, in order, the migrations that it has not seen, each in one transaction together with
 * the note that it was applied, in Prisma's own table. A process that dies in the middle leaves the database as it was before the
 * migration. May be called by several processes at once, of which one works while the others wait. Where nothing is to be done
 * the site may run meanwhile.
 * @param url `file:` and a path, made where it is missing; or `postgresql://…`, a database that exists
 * @param migrations all that there are, oldest first
 * @returns the names of the migrations applied now, none when it was up to date
 * @throws LoggableError where migrations are to be applied to an embedded database that another process has open, or to one
 *   that another program left in the middle of a migration
 */
export async function migrate(
  url: string,
  migrations: Migration[] = migrationsOf(providerOf(url)),
): Promise<string[]> {
  const database = await holding[providerOf(url)](url);
  try {
    const known = await database.known();
    const begun = known.find(({ isFinished }) => !isFinished);
    if (begun) {
      throw new LoggableError(
        `The migration ${begun.name} was begun by another program and never finished: restore the last backup (npm run restore) and start again`,
      );
    }
    const names = new Set(known.map(({ name }) => name));
    const missing = migrations.filter(({ name }) => !names.has(name));
    for (const migration of missing) await database.apply(migration);
    return missing.map(({ name }) => name);
  } finally {
    await database.release();
  }
}

type Known = { name: string; isFinished: boolean };

type Holding = {
  /** The migrations that the database has seen. */
  known(): Promise<Known[]>;
  /** Does all of a migration and notes it, or nothing. */
  apply(migration: Migration): Promise<void>;
  release(): Promise<void>;
};

const KNOWN =
  'SELECT migration_name AS name, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL';
type KnownRow = { name: string; finished: boolean | number };
const knownOf = (rows: KnownRow[]): Known[] =>
  rows.map(({ name, finished }) => ({ name, isFinished: Boolean(finished) }));

/** Prisma's own table of what was applied, as its engine makes it. */
const tableOf = (text: Record<'id' | 'checksum' | 'name', string>, instant: string): string =>
  `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" ${text.id} PRIMARY KEY NOT NULL,
    "checksum" ${text.checksum} NOT NULL,
    "finished_at" ${instant},
    "migration_name" ${text.name} NOT NULL,
    "logs" TEXT,
    "rolled_back_at" ${instant},
    "started_at" ${instant} NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0
  )`;
const NOTE =
  'INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($id, $checksum, $name, CURRENT_TIMESTAMP, 1)';
const noteOf = ({ name, sql }: Migration) => ({
  id: randomUUID(),
  checksum: createHash('sha256').update(sql).digest('hex'),
  name,
});

/** For each database a lock that is given back also when its holder dies. */
const holding = {
  /** An exclusive transaction on a database of its own. */
  async sqlite(url: string): Promise<Holding> {
    const file = fileOf(url);
    keepPrivate(`${file}.migrating`);
    const lock = new Database(`${file}.migrating`, { timeout: WAIT_FOR_OTHERS_MS });
    lock.exec('BEGIN EXCLUSIVE');
    keepPrivate(file);
    const database = new Database(file);
    // A table that is made anew leaves no copy of its rows behind.
    database.pragma('secure_delete = ON');
    return {
      async known() {
        const tables = database.pragma('table_list(_prisma_migrations)') as object[];
        return tables.length === 0 ? [] : knownOf(database.prepare<[], KnownRow>(KNOWN).all());
      },
      async apply(migration) {
        begin(database);
        try {
          database.exec(tableOf({ id: 'TEXT', checksum: 'TEXT', name: 'TEXT' }, 'DATETIME'));
          database.exec(migration.sql);
          const broken = database.pragma('foreign_key_check') as object[];
          if (broken.length > 0) {
            throw new LoggableError(`After the migration ${migration.name} rows would point to nothing`);
          }
          database.prepare(NOTE).run(noteOf(migration));
          database.exec('COMMIT');
        } catch (error) {
          if (database.inTransaction) database.exec('ROLLBACK');
          throw error;
        }
      },
      async release() {
        database.close();
        lock.exec('ROLLBACK');
        lock.close();
      },
    };
  },
  /** An advisory lock of one connection; its number is any that the site uses for nothing else. */
  async postgresql(url: string): Promise<Holding> {
    const connection = new pg.Client({ connectionString: url, lock_timeout: WAIT_FOR_OTHERS_MS });
    // A connection that breaks is noticed by the statement that needs it.
    connection.on('error', () => {});
    await connection.connect();
    await connection.query('SELECT pg_advisory_lock(20240214)').catch(async (error) => {
      await connection.end();
      throw error;
    });
    return {
      async known() {
        const { rows } = await connection.query("SELECT to_regclass('_prisma_migrations') AS it");
        return rows[0]?.it === null ? [] : knownOf((await connection.query<KnownRow>(KNOWN)).rows);
      },
      async apply(migration) {
        const { id, checksum, name } = noteOf(migration);
        await connection.query('BEGIN');
        try {
          const text = { id: 'VARCHAR(36)', checksum: 'VARCHAR(64)', name: 'VARCHAR(255)' };
          await connection.query(tableOf(text, 'TIMESTAMPTZ'));
          await connection.query(migration.sql);
          await connection.query(
            NOTE.replace('$id', '$1').replace('$checksum', '$2').replace('$name', '$3'),
            [id, checksum, name],
          );
          await connection.query('COMMIT');
        } catch (error) {
          await connection.query('ROLLBACK').catch(() => {});
          throw error;
        }
      },
      release: () => connection.end(),
    };
  },
};

/** Takes the whole file for a transaction: nobody else may have it open. */
function begin(database: Database.Database): void {
  try {
    // Tables that are made anew would take what points to them along; inside of a transaction it could not be said any more.
    database.pragma('foreign_keys = OFF');
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    if (!(error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY'))) throw error;
    throw new LoggableError(
      'Another process has the database open: stop the site before it is brought up to date',
      {
        cause: error,
      },
    );
  }
}
