import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, inject } from 'vitest';
import { config } from '@/lib/config';
import { closeDb } from '@/lib/db';

export const databaseFile = (): string => config().databaseUrl.replace(/^file:/, '');

/** Gives each test of a file an empty, migrated database of its own. */
export function freshDatabase(): void {
  const remove = () => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(databaseFile() + suffix, { force: true });
  };
  beforeEach(async () => {
    await closeDb();
    remove();
    copyFileSync(join(inject('runFolder'), 'template.db'), databaseFile());
  });
  afterAll(async () => {
    await closeDb();
    remove();
  });
}
