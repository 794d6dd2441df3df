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

/** The permission bits of group and others. */
const OTHERS = 0o077;
/** All permission bits, including set-group-ID and sticky, which stay unchanged. */
const PERMISSIONS = 0o7777;

/** Errors of file systems without permissions, or of files that belong to somebody else. The site must start in spite of them. */
const TOLERATED_ERRORS = ['EPERM', 'EACCES', 'EROFS', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'ELOOP'];

/**
 * Makes a file accessible to its owner only (0600), together with the files named after it: `….db-wal`, `….db-shm`,
 * `….db.erasures`. Creates the file if it is missing, so that SQLite finds it and keeps its mode, in a folder with mode 0700.
 * An existing folder is restricted too if the file was already in it and every other file in it is private.
 * @param path the file, or a symbolic link to it, which is followed as SQLite does
 */
export function keepPrivate(path: string): void {
  const file = targetOf(path);
  const folder = dirname(file);
  // `mkdirSync` returns the first folder that it created; `undefined` if all existed.
  const isNewFolder = mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined;
  const existed = existsSync(file);
  if (!existed) createFile(file);
  const fileName = basename(file);
  const paths = readdirSync(folder).map((name) => join(folder, name));
  for (const sibling of paths) {
    const name = basename(sibling);
    if (name === fileName || name.startsWith(`${fileName}-`) || name.startsWith(`${fileName}.`))
      removeOthersPermissions(sibling);
  }
  if ((isNewFolder || existed) && paths.every(isPrivateFile)) removeOthersPermissions(folder);
}

/** Writes a folder to the disk, so that a file just created or renamed in it survives a power failure. */
export function syncFolder(folder: string): void {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(folder, 'r');
    fsyncSync(descriptor);
  } catch (error) {
    // Some file systems do not support this for folders.
    if (!TOLERATED_ERRORS.includes(codeOf(error))) throw error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** How many symbolic links Linux follows in a path. */
const MAX_LINKS = 40;

/**
 * Resolves symbolic links. Unlike `realpath`, it also works if the target does not exist yet. For links in a circle it returns one of
 * them.
 */
export function targetOf(path: string, maxLinks = MAX_LINKS): string {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats?.isSymbolicLink() || maxLinks === 0) return path;
  if (existsSync(path)) return realpathSync(path);
  return targetOf(resolve(realpathSync(dirname(path)), readlinkSync(path)), maxLinks - 1);
}

/** Never opens an existing file: closing it would release the locks that SQLite holds on it in this process. */
function createFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    // Another process has just created it.
    if (codeOf(error) !== 'EEXIST') throw error;
    return;
  }
  syncFolder(dirname(file));
}

function removeOthersPermissions(path: string): void {
  try {
    const { mode } = statSync(path);
    if ((mode & OTHERS) !== 0) chmodSync(path, mode & PERMISSIONS & ~OTHERS);
  } catch (error) {
    // The file was deleted in the meantime, as SQLite does with its write-ahead log.
    if (codeOf(error) === 'ENOENT') return;
    if (!TOLERATED_ERRORS.includes(codeOf(error))) throw error;
    warnOnce(error);
  }
}

let hasWarned = false;

/** Logs one line per process; otherwise each connection and each erasure would repeat it. */
function warnOnce(error: unknown): void {
  if (hasWarned) return;
  hasWarned = true;
  log.warn({ event: 'files.open', err: error });
}

const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException).code);

/** Whether only the owner may access a file. False if its mode cannot be read, as behind a link into another user's folder. */
function isPrivateFile(path: string): boolean {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats === undefined || (stats.isFile() && (stats.mode & OTHERS) === 0);
  } catch (error) {
    if (!TOLERATED_ERRORS.includes(codeOf(error))) throw error;
    return false;
  }
}
