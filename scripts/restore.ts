/**
 * Puts a backup in the place of the database, while the site is stopped: `npm run restore -- FILE [--replace]`. Without
 * `--replace` only where nobody is registered; with it the present database is kept beside, never overwritten. Erasures
 * that are younger than the backup are applied again.
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

/** At any moment there is a whole database in that place: whoever starts the site after a crash gets one of the two. */
async function restoreSqlite(backup: string, target: string): Promise<void> {
  const kept = `${target}.before-${stamp()}`;
  if (existsSync(kept)) refuse(`Nothing was changed: ${kept} is there already`);
  const restoring = `${target}.restoring`;
  const verdict = await verdictOnCopy(backup, restoring);
  if (verdict !== 'ok') {
    rmSync(restoring, { force: true });
    refuse(`Nothing was changed: the backup is not whole: ${verdict}`);
  }
  takeInLog(target);
  bringErasures(dirname(backup));
  await keepAs(kept, target);
  renameSync(restoring, target);
  syncFolder(dirname(target));
  keepPrivate(target);
  sayKept(kept);
}

function restorePostgres(backup: string): void {
  // By its name the nightly backup removes it in its time.
  const kept = join(dirname(backup), `meeting-before-${stamp()}.dump`);
  if (existsSync(kept)) refuse(`Nothing was changed: ${kept} is there already`);
  keepPrivate(kept);
  try {
    dump(databaseUrl, kept);
  } catch (error) {
    // Half of it is nobody's.
    rmSync(kept, { force: true });
    throw error;
  }
  sayKept(kept);
  bringErasures(dirname(backup));
  undump(databaseUrl, backup);
}

function sayKept(path: string): void {
  console.log(`The database before is kept as ${path}`);
  console.log('It still names whoever is erased from now on: delete it as soon as nobody needs it.');
}

/** A second name for it until the restored one takes the first; a copy where the file system knows no second names. */
async function keepAs(kept: string, file: string): Promise<void> {
  try {
    linkSync(file, kept);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(String(code))) throw error;
    await copyPrivately(file, kept);
  }
}

/** Copies a file for its owner alone, whatever its own mode, onto the disk; over none that is there. */
function copyPrivately(from: string, to: string): Promise<void> {
  return pipeline(createReadStream(from), createWriteStream(to, { flags: 'wx', mode: 0o600, flush: true }));
}

/**
 * Copies a backup.
 * @returns what the database itself says of the copy: `ok`, or what is wrong with it
 */
async function verdictOnCopy(backup: string, copy: string): Promise<string> {
  try {
    // What a restore left that was interrupted.
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

/** Takes what stands in the write-ahead log into the file: another database in its place would take the log for its own. */
function takeInLog(file: string): void {
  inOneFile(file, () => {});
  if (existsSync(`${file}-wal`)) refuse('Nothing was changed: the database is in use. Stop the site first.');
}

/** Works on a database that nobody else has open, and leaves it without a log beside it. */
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
 * What the backups of a folder know of erasures and this place does not, as when the whole machine was lost: of all of them,
 * since a younger one knows of erasures that are younger than the one that is put back. Before that is in its place: a site
 * that is started after a crash erases them again too.
 */
function bringErasures(folder: string): void {
  const known = new Set(erasuresIn(erasureJournal).map(({ registrationId }) => registrationId));
  const missing = readdirSync(folder)
    .filter((name) => name.endsWith('.erasures'))
    .flatMap((name) => erasuresIn(join(folder, name)))
    .filter(({ registrationId }) => !known.has(registrationId) && known.add(registrationId));
  writeToJournal(missing);
}

function refuse(why: string): never {
  console.error(why);
  process.exit(1);
}
