/**
 * Puts a backup in the place of the database, while the site is stopped: `npm run restore -- FILE [--replace]`. Without
 * `--replace` only where nobody is registered; with it the present database is kept beside, never overwritten. Erasures
 * that are younger than the backup are applied again.
 */
import { appendFileSync, copyFileSync, existsSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { closeDb, db } from '@/lib/db';
import { eraseAgain } from '@/lib/erasure';
import { keepPrivate } from '@/lib/private-files';
import { scrub } from '@/lib/scrub';
import { migrate } from '@/prisma/migrate';
import { fileOf, providerOf } from '@/prisma/models';
import { digestOf } from '@/prisma/tables';
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
if (providerOf(databaseUrl) === 'sqlite') restoreSqlite(file, fileOf(databaseUrl));
else restorePostgres(file);
bringErasures(`${file}.erasures`);
await migrate(databaseUrl);
const erased = await eraseAgain();
await scrub();
for (const { table, rows, digest } of await digestOf(db())) {
  console.log(`${table.padEnd(20)} ${String(rows).padStart(7)} rows  ${digest.slice(0, 16)}`);
}
console.log(`Restored from ${file}; erased again: ${erased}.`);
await end();

function restoreSqlite(backup: string, target: string): void {
  const verdict = verdictOn(backup);
  if (verdict !== 'ok') refuse(`Nothing was changed: the backup is not whole: ${verdict}`);
  const kept = `${target}.before-${stamp()}`;
  if (existsSync(kept)) refuse(`Nothing was changed: ${kept} is there already`);
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(target + suffix)) renameSync(target + suffix, kept + suffix);
  }
  copyFileSync(backup, target);
  keepPrivate(target);
  console.log(`The database before is kept as ${kept}`);
}

function restorePostgres(backup: string): void {
  const kept = join(dirname(backup), `before-${stamp()}.dump`);
  dump(databaseUrl, kept);
  console.log(`The database before is kept as ${kept}`);
  undump(databaseUrl, backup);
}

/** What the database itself says of a file: `ok`, or what is wrong with it. */
function verdictOn(file: string): string {
  try {
    const source = new Database(file, { readonly: true, fileMustExist: true });
    const verdict = source.pragma('integrity_check', { simple: true });
    source.close();
    return String(verdict);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What the backup knows of erasures and this place does not, as when the whole machine was lost. */
function bringErasures(journal: string): void {
  if (!existsSync(journal)) return;
  const linesOf = (path: string) => readFileSync(path, 'utf8').split('\n').filter(Boolean);
  const known = new Set(existsSync(erasureJournal) ? linesOf(erasureJournal) : []);
  const missing = linesOf(journal).filter((line) => !known.has(line));
  keepPrivate(erasureJournal);
  if (missing.length > 0) appendFileSync(erasureJournal, `${missing.join('\n')}\n`);
}

function refuse(why: string): never {
  console.error(why);
  process.exit(1);
}
