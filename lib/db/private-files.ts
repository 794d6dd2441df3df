import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { log } from '@/lib/server/log';

/** What everybody but the owner may do, in the mode of a file or folder. */
const OTHERS = 0o077;
/** The permissions of a mode, with the bits for set-group-ID and sticky, which stay as they are. */
const PERMISSIONS = 0o7777;

/** What a file system answers that keeps no modes, or where somebody else has a say: no start is to fail because of it. */
const REFUSALS = ['EPERM', 'EACCES', 'EROFS', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'ELOOP'];

/**
 * Makes a file for its owner alone (0600) where it is missing, in a folder of the same kind (0700), and closes an earlier one to
 * everybody else, with what stands beside it under its name: `….db-wal`, `….db-shm`, `….db.erasures`. SQLite and whoever
 * appends find the file there and keep its mode. An earlier folder is closed where the file stood in it already and nothing in it
 * is meant for others.
 * @param path where it is, or a symbolic link to it: SQLite follows that, and so does this
 */
export function keepPrivate(path: string): void {
  const file = targetOf(path);
  const folder = dirname(file);
  // The first folder that it made, or none.
  const isOwnFolder = mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined;
  const wasThere = existsSync(file);
  if (!wasThere) create(file);
  const own = basename(file);
  const paths = readdirSync(folder).map((name) => join(folder, name));
  for (const each of paths) {
    const name = basename(each);
    if (name === own || name.startsWith(`${own}-`) || name.startsWith(`${own}.`)) close(each);
  }
  if ((isOwnFolder || wasThere) && paths.every(isPrivateFile)) close(folder);
}

/** Puts on the disk that a file was made in a folder, or renamed: also when the power goes a moment later. */
export function syncFolder(folder: string): void {
  let opened: number | undefined;
  try {
    opened = openSync(folder, 'r');
    fsyncSync(opened);
  } catch (error) {
    // Some file systems know no such thing of a folder.
    if (!REFUSALS.includes(codeOf(error))) throw error;
  } finally {
    if (opened !== undefined) closeSync(opened);
  }
}

/** As many links one after the other as Linux follows. */
const MOST_LINKS = 40;

/**
 * The file that a path leads to through symbolic links, also where the last of them leads to nothing yet. Of links in a circle
 * one of them.
 */
export function targetOf(path: string, links = MOST_LINKS): string {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats?.isSymbolicLink() || links === 0) return path;
  if (existsSync(path)) return realpathSync(path);
  return targetOf(resolve(realpathSync(dirname(path)), readlinkSync(path)), links - 1);
}

/** Opens no file that is there: closing it again would take the locks away that SQLite has on it in this process. */
function create(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    // Another process was quicker.
    if (codeOf(error) !== 'EEXIST') throw error;
    return;
  }
  syncFolder(dirname(file));
}

/** Takes from everybody but the owner what they may do. */
function close(path: string): void {
  try {
    const { mode } = statSync(path);
    if ((mode & OTHERS) !== 0) chmodSync(path, mode & PERMISSIONS & ~OTHERS);
  } catch (error) {
    // Gone meanwhile, as a write-ahead log goes.
    if (codeOf(error) === 'ENOENT') return;
    if (!REFUSALS.includes(codeOf(error))) throw error;
    warnOnce(error);
  }
}

let hasWarned = false;

/** One line for each process: each connection and each erasure would say it again. */
function warnOnce(error: unknown): void {
  if (hasWarned) return;
  hasWarned = true;
  log.warn({ event: 'files.open', err: error });
}

const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException).code);

/** Not so where nobody can say, as behind a link into somebody else's folder. */
function isPrivateFile(path: string): boolean {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats === undefined || (stats.isFile() && (stats.mode & OTHERS) === 0);
  } catch (error) {
    if (!REFUSALS.includes(codeOf(error))) throw error;
    return false;
  }
}
