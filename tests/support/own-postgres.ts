import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type Postgres, startPostgres } from '@/scripts/postgres';

/** Gives a file of tests a folder and a PostgreSQL server of its own. @returns the ways to new, empty databases */
export function ownDatabases() {
  const folder = mkdtempSync(join(tmpdir(), 'databases-'));
  let postgres: Postgres;
  let made = 0;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true });
  });
  return {
    folder,
    newFile: async (): Promise<string> => `file:${join(folder, `${++made}.db`)}`,
    newPostgres: async (): Promise<string> => {
      const name = `d${++made}`;
      await postgres.create(name);
      return postgres.url(name);
    },
  };
}
