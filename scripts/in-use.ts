import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import pg from 'pg';
import { fileOf, providerOf } from '@/lib/db/models';

/** Whether a site, or anybody else, is connected to a database: what is about to replace it must not come to that. */
export const inUse = (url: string): Promise<boolean> =>
  providerOf(url) === 'sqlite' ? isFileOpen(fileOf(url)) : hasClients(url);

/** A connection that wants the file for itself gets it only when no other one is open. */
async function isFileOpen(file: string): Promise<boolean> {
  if (!existsSync(file)) return false;
  const database = new Database(file, { timeout: 500 });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN IMMEDIATE; ROLLBACK');
    return false;
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) return true;
    throw error;
  } finally {
    database.close();
  }
}

async function hasClients(url: string): Promise<boolean> {
  const connection = new pg.Client({ connectionString: url });
  await connection.connect();
  try {
    const { rows } = await connection.query(
      `SELECT 1 FROM pg_stat_activity
       WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    );
    return rows.length > 0;
  } finally {
    await connection.end();
  }
}
