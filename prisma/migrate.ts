import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { everything, migrationsList, withSchemaEngine } from './engine';

/** How long a process waits while another one migrates. */
const WAIT_FOR_OTHERS_MS = 120_000;

/**
 * Brings the database up to date: applies, in order, the migrations that it has not seen. Needs no network; may be
 * called by several processes at once, of which one works while the others wait.
 * @param url `file:` and a path; the file and its folder are made where they are missing
 * @returns the names of the migrations applied now, none when it was up to date
 */
export async function migrate(url: string): Promise<string[]> {
  const file = url.replace(/^file:/, '');
  mkdirSync(dirname(file), { recursive: true });

  // A lock that the system gives back when its holder dies: an exclusive transaction on a database of its own.
  const lock = new Database(`${file}.migrating`, { timeout: WAIT_FOR_OTHERS_MS });
  lock.exec('BEGIN EXCLUSIVE');
  try {
    const { appliedMigrationNames } = await withSchemaEngine(url, (engine) =>
      engine.applyMigrations({ migrationsList: migrationsList(), filters: everything }),
    );
    return appliedMigrationNames;
  } finally {
    lock.exec('ROLLBACK');
    lock.close();
  }
}
