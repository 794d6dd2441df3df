import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  type Stats,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What everybody but the owner may do, in the mode of a file or folder. */
const OTHERS = 0o077;

/**
 * Makes a file for its owner alone (0600) where it is missing, in a folder of the same kind (0700), and closes an earlier one to
 * everybody else, with what stands beside it under its name: `….db-wal`, `….db-shm`, `….db.erasures`. SQLite and whoever
 * appends find the file there and keep its mode. An earlier folder is closed where nothing in it is meant for others.
 * @param file its path
 */
export function keepPrivate(file: string): void {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) create(file);
  const own = basename(file);
  const paths = readdirSync(folder).map((name) => join(folder, name));
  for (const path of paths) {
    const name = basename(path);
    if (name === own || name.startsWith(`${own}-`) || name.startsWith(`${own}.`)) close(path, 0o600);
  }
  if (paths.every(isPrivateFile)) close(folder, 0o700);
}

/** Opens no file that is there: closing it again would take the locks away that SQLite has on it in this process. */
function create(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    // Another process was quicker.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function close(path: string, mode: number): void {
  if (((statsOf(path)?.mode ?? 0) & OTHERS) === 0) return;
  try {
    chmodSync(path, mode);
  } catch (error) {
    // Somebody else's: its owner closes it. Or not to be written, or gone meanwhile, as a write-ahead log goes.
    if (!['EPERM', 'EROFS', 'ENOENT'].includes(String((error as NodeJS.ErrnoException).code))) throw error;
  }
}

function isPrivateFile(path: string): boolean {
  const stats = statsOf(path);
  return stats === undefined || (stats.isFile() && (stats.mode & OTHERS) === 0);
}

const statsOf = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false });
