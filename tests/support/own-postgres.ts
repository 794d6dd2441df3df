import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { onServer } from './database';
import { memoryFolder } from './memory-folder';

/** Gives a file of tests a folder, and the empty databases that it asks for. @returns the ways to them */
export function ownDatabases() {
  const folder = memoryFolder('databases-');
  let made = 0;
  const databases: string[] = [];
  afterAll(async () => {
    for (const name of databases) await onServer(`DROP DATABASE "${name}" WITH (FORCE)`);
    rmSync(folder, { recursive: true });
  });
  return {
    folder,
    newFile: async (): Promise<string> => `file:${join(folder, `${++made}.db`)}`,
    /** @param of the address of another one, to which nobody is connected: the new one is its copy */
    newPostgres: async (of = '/template0'): Promise<string> => {
      const name = `d${process.pid}-${++made}`;
      await onServer(`CREATE DATABASE "${name}" TEMPLATE "${of.split('/').at(-1)}"`);
      databases.push(name);
      return String(inject('template')).replace(/[^/]+$/, name);
    },
  };
}
