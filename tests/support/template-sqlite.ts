import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '@/lib/db/migrate';
import makeRunFolder from './run-folder';

/** Migrates one embedded database, once: each worker copies it. */
export default async function setup(project: TestProject): Promise<() => void> {
  const removeFolder = makeRunFolder(project);
  await migrate(`file:${join(project.getProvidedContext().runFolder, 'template.db')}`);
  return removeFolder;
}
