import { existsSync, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
/** The free memory (bytes) that is needed to use it. */
const ENOUGH = 1_000_000_000;

/**
 * Creates a folder for temporary databases. It is in memory if there is enough, because SQLite waits for the disk at each commit.
 * @returns its path
 */
export function memoryFolder(prefix: string): string {
  const space = existsSync(MEMORY) ? statfsSync(MEMORY) : { bavail: 0, bsize: 0 };
  return mkdtempSync(join(space.bavail * space.bsize > ENOUGH ? MEMORY : tmpdir(), prefix));
}
