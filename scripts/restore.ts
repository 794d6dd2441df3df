/**
 * Replaces the database by a backup while the site is stopped: `npm run restore -- FILE [--replace]`. `--replace` is needed if anybody
 * is registered. The replaced database is kept in a file, never overwritten. Erasures since the backup are applied again.
 */
import {
  createReadStream,
  createWriteStream,
  existsSync,
  linkSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { closeDb, db } from '@/lib/db/client';
import { migrate } from '@/lib/db/migrate';
import { fileOf, providerOf } from '@/lib/db/models';
import { keepPrivate, syncFolder, targetOf } from '@/lib/db/private-files';
import { digestOf } from '@/lib/db/tables';
import { erasuresIn, replayErasures, writeToJournal } from '@/lib/privacy/erasure';
import { scrub } from '@/lib/privacy/scrub';
import { inUse } from './in-use';
import { dump, undump } from './postgres-programs';
import { end, loadSettings } from './settings';
import { stamp } from './stamp';

const { databaseUrl, erasureJournal } = loadSettings();
const { values, positionals } = parseArgs({
  options: { replace: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [file] = positionals;
if (!file || !existsSync(file)) refuse('Name a backup: npm run restore -- backups/meeting-….db');

if (await inUse(databaseUrl)) refuse('Nothing was changed: the database is in use. Stop the site first.');
await migrate(databaseUrl);
const registered = await db().registration.count();
await closeDb();
if (registered > 0 && !values.replace) {
  refuse(
    `Nothing was changed: ${registered} registrations are in the database. To put the backup in its place: --replace`,
  );
}
if (providerOf(databaseUrl) === 'sqlite') await restoreSqlite(file, targetOf(fileOf(databaseUrl)));
else restorePostgres(file);
await migrate(databaseUrl);
const erased = await replayErasures();
await scrub();
for (const { table, rows, digest } of await digestOf(db())) {
  console.log(`${table.padEnd(20)} ${String(rows).padStart(7)} rows  ${digest.slice(0, 16)}`);
}
console.log(`Restored from ${file}; erased again: ${erased}.`);
await end();

/** There is a complete database at the target at any moment. After a crash the site starts with the old or the restored one. */
async function restoreSqlite(backup: string, target: string): Promise<void> {
  const originalPath = `${target}.before-${stamp()}`;
  if (existsSync(originalPath)) refuse(`Nothing was changed: ${originalPath} is there already`);
  const restoring = `${target}.restoring`;
  const verdict = await verdictOnCopy(backup, restoring);
  if (verdict !== 'ok') {
    rmSync(restoring, { force: true });
    refuse(`Nothing was changed: the backup is not whole: ${verdict}`);
  }
  mergeWriteAheadLog(target);
  addMissingErasures(dirname(backup));
  await keepOriginal(originalPath, target);
  renameSync(restoring, target);
  syncFolder(dirname(target));
  keepPrivate(target);
  reportKept(originalPath);
}

function restorePostgres(backup: string): void {
  // The name follows the pattern of the nightly backup, which deletes old files of this pattern.
  const originalPath = join(dirname(backup), `meeting-before-${stamp()}.dump`);
  if (existsSync(originalPath)) refuse(`Nothing was changed: ${originalPath} is there already`);
  keepPrivate(originalPath);
  try {
    dump(databaseUrl, originalPath);
  } catch (error) {
    // An incomplete dump is useless.
    rmSync(originalPath, { force: true });
    throw error;
  }
  reportKept(originalPath);
  addMissingErasures(dirname(backup));
  undump(databaseUrl, backup);
}

function reportKept(path: string): void {
  console.log(`The database before is kept as ${path}`);
  console.log('It still names whoever is erased from now on: delete it as soon as nobody needs it.');
}

/** Keeps the database under a second name, by a hard link; by a copy if the file system has no hard links. */
async function keepOriginal(originalPath: string, file: string): Promise<void> {
  try {
    linkSync(file, originalPath);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(String(code))) throw error;
    await copyPrivately(file, originalPath);
  }
}

/** Copies a file and waits for the disk. Only the owner may read the copy. Fails if the target exists. */
function copyPrivately(from: string, to: string): Promise<void> {
  return pipeline(createReadStream(from), createWriteStream(to, { flags: 'wx', mode: 0o600, flush: true }));
}

/**
 * Copies a backup and checks the copy.
 * @returns `ok`, or what is wrong with it
 */
async function verdictOnCopy(backup: string, copy: string): Promise<string> {
  try {
    // An interrupted restore may have left one.
    rmSync(copy, { force: true });
    await copyPrivately(backup, copy);
    return inOneFile(copy, (database) => {
      const verdict = String(database.pragma('integrity_check', { simple: true }));
      const tables = database.pragma('table_list(Registration)') as object[];
      return verdict === 'ok' && tables.length === 0 ? 'it is no database of this site' : verdict;
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Merges the write-ahead log into the database file. Otherwise SQLite would apply the log to the database that replaces it. */
function mergeWriteAheadLog(file: string): void {
  inOneFile(file, () => {});
  if (existsSync(`${file}-wal`)) refuse('Nothing was changed: the database is in use. Stop the site first.');
}

/** Opens a database that nobody else uses, and removes its write-ahead log at the end. */
function inOneFile<T>(file: string, work: (database: Database.Database) => T): T {
  const database = new Database(file, { fileMustExist: true });
  try {
    const result = work(database);
    database.pragma('journal_mode = DELETE');
    return result;
  } finally {
    database.close();
  }
}

/**
 * Adds erasures to the journal that only the journals of the folder's backups list, as after the loss of a machine. All backups are
 * read, because a later one may list erasures after the restored one. It happens before the database is replaced, so that after a crash
 * the site too applies them again at its start.
 */
function addMissingErasures(folder: string): void {
  const listed = new Set(erasuresIn(erasureJournal).map(({ registrationId }) => registrationId));
  const missing = readdirSync(folder)
    .filter((name) => name.endsWith('.erasures'))
    .flatMap((name) => erasuresIn(join(folder, name)))
    .filter(({ registrationId }) => !listed.has(registrationId) && listed.add(registrationId));
  writeToJournal(missing);
}

function refuse(reason: string): never {
  console.error(reason);
  process.exit(1);
}
