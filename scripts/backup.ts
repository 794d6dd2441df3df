/**
 * Writes a copy of the database, while the site runs: `npm run backup [-- --to FOLDER]`. Beside it stands the journal of
 * erasures as it was then. What a backup left behind that was interrupted is removed.
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
// Before there is anything in it.
keepPrivate(unfinished);
removeInterrupted(values.to);

try {
  if (provider === 'sqlite') copySqlite(fileOf(databaseUrl));
  else dump(databaseUrl, unfinished);
  // Unlike a renaming, this fails where a file of that name exists.
  linkSync(unfinished, file);
  if (existsSync(erasureJournal))
    writeFileSync(`${file}.erasures`, readFileSync(erasureJournal), { mode: 0o600, flag: 'wx' });
  console.log(`Wrote ${file}`);
} finally {
  rmSync(unfinished, { force: true });
}

/** Half of a backup is nobody's, but holds people's data. One that is still being written is younger than a day. */
function removeInterrupted(folder: string): void {
  const before = machineClock().getTime() - DAY_MS;
  for (const name of readdirSync(folder)) {
    if (!/^meeting-.*\.part(-journal)?$/.test(name)) continue;
    const path = join(folder, name);
    if ((statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? before) < before)
      rmSync(path, { force: true });
  }
}

/** A file of its own: a copy of the pages would take along what stands on those that are free. */
function copySqlite(path: string): void {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  database.prepare('VACUUM INTO ?').run(unfinished);
  database.close();
  const written = openSync(unfinished, 'r');
  fsyncSync(written);
  closeSync(written);
  const copy = new Database(unfinished, { readonly: true });
  const verdict = copy.pragma('integrity_check', { simple: true });
  copy.close();
  if (verdict !== 'ok') throw new LoggableError(`The copy is not whole: ${verdict}`);
}
