import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '@/lib/db/migrate';
import makeRunFolder from './run-folder';

/** Creates a migrated SQLite database as the template that each worker copies. */
export default async function setup(project: TestProject): Promise<() => void> {
  const removeFolder = makeRunFolder(project);
  await migrate(`file:${join(project.getProvidedContext().runFolder, 'template.db')}`);
  return removeFolder;
}
