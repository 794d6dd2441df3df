import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '@/prisma/migrate';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder for this run, with the migrated, empty database `template.db` in it. */
    runFolder: string;
  }
}

/** Migrates one database, once: each test gets a copy of it. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'meeting-test-'));
  await migrate(`file:${join(folder, 'template.db')}`);
  project.provide('runFolder', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
