import { existsSync, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const ENOUGH = 1_000_000_000;

/**
 * Makes a folder for databases that nobody needs after the tests: in memory where there is room, since the embedded
 * database waits for the disk at each commit.
 */
export function memoryFolder(prefix: string): string {
  const room = existsSync(MEMORY) ? statfsSync(MEMORY) : { bavail: 0, bsize: 0 };
  return mkdtempSync(join(room.bavail * room.bsize > ENOUGH ? MEMORY : tmpdir(), prefix));
}
