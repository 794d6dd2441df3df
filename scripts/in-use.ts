import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import pg from 'pg';
import { fileOf, providerOf } from '@/lib/db/models';

/** Whether a site or another program is connected to a database, which must not be replaced then. */
export const inUse = (url: string): Promise<boolean> =>
  providerOf(url) === 'sqlite' ? isFileOpen(fileOf(url)) : hasClients(url);

/** SQLite gives a connection the file exclusively only while no other connection is open. */
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
