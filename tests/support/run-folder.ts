import { rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { memoryFolder } from './memory-folder';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of this run. In the SQLite project it has `template.db`, a migrated, empty database. */
    runFolder: string;
    /** The URL of `template`, a migrated, empty database on the PostgreSQL server of this run; `null` without PostgreSQL. */
    template: string | null;
  }
}

/** Creates only the folder of a run, for tests that need no database. */
export default function setup(project: TestProject): () => void {
  const folder = memoryFolder('meeting-test-');
  project.provide('runFolder', folder);
  project.provide('template', null);
  return () => rmSync(folder, { recursive: true, force: true });
}
