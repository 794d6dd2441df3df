import { rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { memoryFolder } from './memory-folder';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder for this run. On SQLite the migrated, empty database `template.db` stands in it. */
    runFolder: string;
    /** The migrated, empty database `template` on the PostgreSQL server of this run; none on SQLite. */
    template: string | null;
  }
}

/** Makes the folder of a run, and nothing else: what is tested without a database waits for none. */
export default function setup(project: TestProject): () => void {
  const folder = memoryFolder('meeting-test-');
  project.provide('runFolder', folder);
  project.provide('template', null);
  return () => rmSync(folder, { recursive: true, force: true });
}
