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
 * called by several processes at once, of which one works while the others wait.
 * @param url `file:` and a path, made where it is missing; or `postgresql://…`, a database that exists
 * @returns the names of the migrations applied now, none when it was up to date
 */
export async function migrate(url: string): Promise<string[]> {
  const provider = providerOf(url);
  const release = await locks[provider](url);
  try {
    const { appliedMigrationNames } = await withSchemaEngine(url, (engine) =>
      engine.applyMigrations({ migrationsList: migrationsList(provider), filters: everything }),
    );
    return appliedMigrationNames;
  } finally {
    await release();
  }
}

/** For each database a lock that is given back also when its holder dies. */
const locks = {
  /** An exclusive transaction on a database of its own. */
  async sqlite(url: string) {
    const file = fileOf(url);
    mkdirSync(dirname(file), { recursive: true });
    const lock = new Database(`${file}.migrating`, { timeout: WAIT_FOR_OTHERS_MS });
    lock.exec('BEGIN EXCLUSIVE');
    return () => {
      lock.exec('ROLLBACK');
      lock.close();
    };
  },
  /** An advisory lock of one connection; its number is any that the site uses for nothing else. */
  async postgresql(url: string) {
    const connection = new pg.Client({ connectionString: url, lock_timeout: WAIT_FOR_OTHERS_MS });
    // A connection that breaks is noticed by the statement that needs it.
    connection.on('error', () => {});
    await connection.connect();
    await connection.query('SELECT pg_advisory_lock(20240214)').catch(async (error) => {
      await connection.end();
      throw error;
    });
    return () => connection.end();
  },
};
