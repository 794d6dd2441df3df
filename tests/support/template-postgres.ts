import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '@/prisma/migrate';
import { startPostgres } from '@/scripts/postgres';

/** Starts a PostgreSQL server and migrates one database on it, once: each file of tests gets a copy. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'meeting-test-'));
  const postgres = await startPostgres();
  await postgres.create('template');
  await migrate(postgres.url('template'));
  project.provide('runFolder', folder);
  project.provide('template', postgres.url('template'));
  return async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
