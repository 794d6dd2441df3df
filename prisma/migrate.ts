import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';
import { everything, migrationsList, withSchemaEngine } from './engine';
import { fileOf, providerOf } from './models';

/** How long a process waits while another one migrates. */
const WAIT_FOR_OTHERS_MS = 120_000;

/**
 * Brings the database up to date: applies, in order, the migrations that it has not seen. Needs no network of its own; may be
 * called by several processes at once, of which one works while the others wait. Where nothing is to be done the site may run
 * meanwhile.
 * @param url `file:` and a path, made where it is missing; or `postgresql://…`, a database that exists
 * @returns the names of the migrations applied now, none when it was up to date
 * @throws Error where migrations are to be applied to an embedded database that another process has open
 */
export async function migrate(url: string): Promise<string[]> {
  const provider = providerOf(url);
  const { applied, release } = await holding[provider](url);
  try {
    const list = migrationsList(provider);
    const known = new Set(await applied());
    if (list.migrationDirectories.every(({ path }) => known.has(path))) return [];
    const { appliedMigrationNames } = await withSchemaEngine(url, (engine) =>
      engine.applyMigrations({ migrationsList: list, filters: everything }),
    );
    return appliedMigrationNames;
  } catch (error) {
    // The engine wants an embedded database for itself, and does not know the driver's word for a busy one.
    if (!/SocketTimeout/.test(String(error))) throw error;
    throw new Error('Another process has the database open: stop the site before it is brought up to date');
  } finally {
    await release();
  }
}

type Holding = {
  /** The migrations that the database has seen to their end. */
  applied(): Promise<string[]>;
  release(): Promise<void>;
};

const QUERY =
  'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL';

/** For each database a lock that is given back also when its holder dies. */
const holding = {
  /** An exclusive transaction on a database of its own. */
  async sqlite(url: string): Promise<Holding> {
    const file = fileOf(url);
    mkdirSync(dirname(file), { recursive: true });
    const lock = new Database(`${file}.migrating`, { timeout: WAIT_FOR_OTHERS_MS });
    lock.exec('BEGIN EXCLUSIVE');
    return {
      async applied() {
        const database = new Database(file);
        try {
          const tables = database.pragma('table_list(_prisma_migrations)') as object[];
          if (tables.length === 0) return [];
          return database
            .prepare<[], { name: string }>(QUERY)
            .all()
            .map(({ name }) => name);
        } finally {
          database.close();
        }
      },
      async release() {
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
      async applied() {
        const { rows } = await connection.query("SELECT to_regclass('_prisma_migrations') AS it");
        if (rows[0]?.it === null) return [];
        return (await connection.query<{ name: string }>(QUERY)).rows.map(({ name }) => name);
      },
      release: () => connection.end(),
    };
  },
};
