import { createHash, randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import pg from 'pg';
import { LoggableError } from '@/lib/server/log';
import { fileOf, type Migration, migrationsOf, providerOf } from './models';
import { keepPrivate } from './private-files';

/** How long a process waits for another one that migrates. */
const WAIT_FOR_OTHERS_MS = 120_000;

/**
 * Applies the missing migrations in order. Each one runs in a transaction together with its row in Prisma's own migration table, so
 * a process that dies in the middle leaves the database as it was before that migration. Several processes may call this at once:
 * one migrates while the others wait. If no migration is missing, the site may be running.
 * @param url `file:` and a path, which is created if missing; or `postgresql://…`, a database that exists
 * @param migrations all migrations, oldest first
 * @returns the names of the migrations that were applied; empty if none was missing
 * @throws LoggableError if a migration is missing and another process has the embedded database open, or if another program left a
 *   migration unfinished
 */
export async function migrate(
  url: string,
  migrations: Migration[] = migrationsOf(providerOf(url)),
): Promise<string[]> {
  const database = await openLocked[providerOf(url)](url);
  try {
    const recorded = await database.recordedMigrations();
    const unfinished = recorded.find(({ isFinished }) => !isFinished);
    if (unfinished) {
      throw new LoggableError(
        `The migration ${unfinished.name} was begun by another program and never finished: restore the last backup (npm run restore) and start again`,
      );
    }
    const recordedNames = new Set(recorded.map(({ name }) => name));
    const missing = migrations.filter(({ name }) => !recordedNames.has(name));
    for (const migration of missing) await database.apply(migration);
    return missing.map(({ name }) => name);
  } finally {
    await database.release();
  }
}

type RecordedMigration = { name: string; isFinished: boolean };

/** A database that only this process may migrate until it is released. */
type LockedDatabase = {
  recordedMigrations(): Promise<RecordedMigration[]>;
  /** Applies a migration and records it: all of it, or nothing. */
  apply(migration: Migration): Promise<void>;
  release(): Promise<void>;
};

const SELECT_RECORDED =
  'SELECT migration_name AS name, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL';
type RecordedRow = { name: string; finished: boolean | number };
const recordedMigrationsOf = (rows: RecordedRow[]): RecordedMigration[] =>
  rows.map(({ name, finished }) => ({ name, isFinished: Boolean(finished) }));

/** Prisma's own table of applied migrations, with the columns that its engine creates. */
const createTable = (textTypes: Record<'id' | 'checksum' | 'name', string>, instantType: string): string =>
  `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" ${textTypes.id} PRIMARY KEY NOT NULL,
    "checksum" ${textTypes.checksum} NOT NULL,
    "finished_at" ${instantType},
    "migration_name" ${textTypes.name} NOT NULL,
    "logs" TEXT,
    "rolled_back_at" ${instantType},
    "started_at" ${instantType} NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0
  )`;
const INSERT_RECORD =
  'INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($id, $checksum, $name, CURRENT_TIMESTAMP, 1)';
const recordOf = ({ name, sql }: Migration) => ({
  id: randomUUID(),
  checksum: createHash('sha256').update(sql).digest('hex'),
  name,
});

/** Opens a database and takes its migration lock. Each lock is released even if the process that holds it dies. */
const openLocked = {
  /** The lock is an exclusive transaction on a separate database file. */
  async sqlite(url: string): Promise<LockedDatabase> {
    const file = fileOf(url);
    keepPrivate(`${file}.migrating`);
    const lock = new Database(`${file}.migrating`, { timeout: WAIT_FOR_OTHERS_MS });
    lock.exec('BEGIN EXCLUSIVE');
    keepPrivate(file);
    const database = new Database(file);
    // A migration that rebuilds a table leaves no copy of its rows in free pages.
    database.pragma('secure_delete = ON');
    return {
      async recordedMigrations() {
        const tables = database.pragma('table_list(_prisma_migrations)') as object[];
        if (tables.length === 0) return [];
        return recordedMigrationsOf(database.prepare<[], RecordedRow>(SELECT_RECORDED).all());
      },
      async apply(migration) {
        beginExclusive(database);
        try {
          database.exec(createTable({ id: 'TEXT', checksum: 'TEXT', name: 'TEXT' }, 'DATETIME'));
          database.exec(migration.sql);
          const violations = database.pragma('foreign_key_check') as object[];
          if (violations.length > 0) {
            throw new LoggableError(`After the migration ${migration.name} rows would point to nothing`);
          }
          database.prepare(INSERT_RECORD).run(recordOf(migration));
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
  /** The lock is an advisory lock of the connection. Its number is arbitrary; the site uses it for nothing else. */
  async postgresql(url: string): Promise<LockedDatabase> {
    const connection = new pg.Client({ connectionString: url, lock_timeout: WAIT_FOR_OTHERS_MS });
    // Without a listener a broken connection would end the process. The next statement fails instead.
    connection.on('error', () => {});
    await connection.connect();
    await connection.query('SELECT pg_advisory_lock(20240214)').catch(async (error) => {
      await connection.end();
      throw error;
    });
    return {
      async recordedMigrations() {
        const { rows } = await connection.query("SELECT to_regclass('_prisma_migrations') AS found");
        if (rows[0]?.found === null) return [];
        return recordedMigrationsOf((await connection.query<RecordedRow>(SELECT_RECORDED)).rows);
      },
      async apply(migration) {
        const { id, checksum, name } = recordOf(migration);
        await connection.query('BEGIN');
        try {
          const textTypes = { id: 'VARCHAR(36)', checksum: 'VARCHAR(64)', name: 'VARCHAR(255)' };
          await connection.query(createTable(textTypes, 'TIMESTAMPTZ'));
          await connection.query(migration.sql);
          await connection.query(
            INSERT_RECORD.replace('$id', '$1').replace('$checksum', '$2').replace('$name', '$3'),
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

/** Begins a transaction with exclusive access to the file. @throws LoggableError if another process has it open */
function beginExclusive(database: Database.Database): void {
  try {
    // With foreign keys on, rebuilding a table would delete the rows that refer to it. The setting has no effect in a transaction.
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
