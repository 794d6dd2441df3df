import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { onServer } from './database';
import { memoryFolder } from './memory-folder';

/**
 * Gives a file of tests a temporary folder and functions that create databases. All are removed after the last test.
 * @returns the folder; `newFile` and `newPostgres` return the URL of a new database
 */
export function ownDatabases() {
  const folder = memoryFolder('databases-');
  let count = 0;
  const databases: string[] = [];
  afterAll(async () => {
    for (const name of databases) await onServer(`DROP DATABASE "${name}" WITH (FORCE)`);
    rmSync(folder, { recursive: true });
  });
  return {
    folder,
    newFile: async (): Promise<string> => `file:${join(folder, `${++count}.db`)}`,
    /** @param source the URL of the database to copy, to which nobody may be connected; by default the new one is empty */
    newPostgres: async (source = '/template0'): Promise<string> => {
      const name = `d${process.pid}-${++count}`;
      await onServer(`CREATE DATABASE "${name}" TEMPLATE "${source.split('/').at(-1)}"`);
      databases.push(name);
      return String(inject('template')).replace(/[^/]+$/, name);
    },
  };
}
