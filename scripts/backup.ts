/**
 * Writes a copy of the database, while the site runs: `npm run backup [-- --to FOLDER]`. Beside it stands the journal of
 * erasures as it was then.
 */
import { chmodSync, copyFileSync, existsSync, linkSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { fileOf, providerOf } from '@/prisma/models';
import { dump } from './postgres-programs';
import { loadSettings } from './settings';
import { stamp } from './stamp';

const { databaseUrl, erasureJournal } = loadSettings();
const { values } = parseArgs({ options: { to: { type: 'string', default: './backups' } } });

const provider = providerOf(databaseUrl);
const file = join(values.to, `meeting-${stamp()}.${provider === 'sqlite' ? 'db' : 'dump'}`);
const unfinished = `${file}.part`;
mkdirSync(values.to, { recursive: true, mode: 0o700 });

try {
  if (provider === 'sqlite') await copySqlite(fileOf(databaseUrl));
  else dump(databaseUrl, unfinished);
  chmodSync(unfinished, 0o600);
  // Unlike a renaming, this fails where a file of that name exists.
  linkSync(unfinished, file);
  if (existsSync(erasureJournal)) copyFileSync(erasureJournal, `${file}.erasures`);
  console.log(`Wrote ${file}`);
} finally {
  rmSync(unfinished, { force: true });
}

async function copySqlite(path: string): Promise<void> {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  await database.backup(unfinished);
  database.close();
  // Closed by whoever may write, it leaves nothing beside itself.
  const copy = new Database(unfinished);
  const verdict = copy.pragma('integrity_check', { simple: true });
  copy.close();
  if (verdict !== 'ok') throw new Error(`The copy is not whole: ${verdict}`);
}
