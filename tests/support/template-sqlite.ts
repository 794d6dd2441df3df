import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '@/prisma/migrate';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder for this run. On SQLite the migrated, empty database `template.db` stands in it. */
    runFolder: string;
    /** The migrated, empty database `template` on the PostgreSQL server of this run; none on SQLite. */
    template: string | null;
  }
}

/** Migrates one database, once: each test gets a copy of it. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'meeting-test-'));
  await migrate(`file:${join(folder, 'template.db')}`);
  project.provide('runFolder', folder);
  project.provide('template', null);
  return () => rmSync(folder, { recursive: true, force: true });
}
