/**
 * Writes a copy of the database while the site runs: `npm run backup [-- --to FOLDER]`. A copy of the erasure journal is written next to
 * it. Files of interrupted backups are removed.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { fileOf, providerOf } from '@/lib/db/models';
import { keepPrivate } from '@/lib/db/private-files';
import { LoggableError } from '@/lib/server/log';
import { machineClock } from '@/lib/time/clock';
import { DAY_MS } from '@/lib/time/instant';
import { dump } from './postgres-programs';
import { loadSettings } from './settings';
import { stamp } from './stamp';

const { databaseUrl, erasureJournal } = loadSettings();
const { values } = parseArgs({ options: { to: { type: 'string', default: './backups' } } });

const provider = providerOf(databaseUrl);
const file = join(values.to, `meeting-${stamp()}.${provider === 'sqlite' ? 'db' : 'dump'}`);
const unfinished = `${file}.part`;
// Created before any data are written, so that nobody else can ever read them.
keepPrivate(unfinished);
removeInterrupted(values.to);

try {
  if (provider === 'sqlite') copySqlite(fileOf(databaseUrl));
  else dump(databaseUrl, unfinished);
  // A link and not a rename, because it fails if a file with that name exists.
  linkSync(unfinished, file);
  if (existsSync(erasureJournal))
    writeFileSync(`${file}.erasures`, readFileSync(erasureJournal), { mode: 0o600, flag: 'wx' });
  console.log(`Wrote ${file}`);
} finally {
  rmSync(unfinished, { force: true });
}

/** Removes unfinished backups: they are useless, but hold personal data. A backup that is being written is younger than a day. */
function removeInterrupted(folder: string): void {
  const oldestKept = machineClock().getTime() - DAY_MS;
  for (const name of readdirSync(folder)) {
    if (!/^meeting-.*\.part(-journal)?$/.test(name)) continue;
    const path = join(folder, name);
    if ((statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? oldestKept) < oldestKept)
      rmSync(path, { force: true });
  }
}

/** Copies the rows into a new file, because a copy of the database's pages could contain deleted data on free pages. */
function copySqlite(path: string): void {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  database.prepare('VACUUM INTO ?').run(unfinished);
  database.close();
  const descriptor = openSync(unfinished, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
  const copy = new Database(unfinished, { readonly: true });
  const verdict = copy.pragma('integrity_check', { simple: true });
  copy.close();
  if (verdict !== 'ok') throw new LoggableError(`The copy is not whole: ${verdict}`);
}
