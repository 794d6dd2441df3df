import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { keepPrivate } from '@/lib/private-files';

const root = mkdtempSync(join(tmpdir(), 'private-'));
afterAll(() => rmSync(root, { recursive: true }));

let folder: string;
let made = 0;
beforeEach(() => {
  folder = join(root, String(++made));
});
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
/** A folder with files that everybody may read. */
function open(...names: string[]): void {
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  for (const name of names) {
    writeFileSync(join(folder, name), '');
    chmodSync(join(folder, name), 0o644);
  }
}

describe('a file with personal data', () => {
  it('is made for its owner alone, with its folder', () => {
    const file = join(folder, 'below', 'meeting.db');
    keepPrivate(file);
    expect([mode(file), mode(join(folder, 'below'))]).toEqual(['600', '700']);
  });

  it('of an earlier installation is closed to others, with what belongs to it and its folder', () => {
    const names = ['meeting.db', 'meeting.db-wal', 'meeting.db-shm', 'meeting.db.erasures'];
    open(...names);
    keepPrivate(join(folder, 'meeting.db'));
    expect(names.map((name) => mode(join(folder, name)))).toEqual(['600', '600', '600', '600']);
    expect(mode(folder)).toBe('700');
  });

  it('takes nothing from others in a folder that they use too', () => {
    open('meeting.db', 'meeting.dbx', 'page.html');
    keepPrivate(join(folder, 'meeting.db'));
    expect(mode(join(folder, 'meeting.db'))).toBe('600');
    expect(['meeting.dbx', 'page.html'].map((name) => mode(join(folder, name)))).toEqual(['644', '644']);
    expect(mode(folder)).toBe('755');
  });

  it('keeps the locks that a database has on it in this process', () => {
    open();
    const file = join(folder, 'meeting.db');
    const database = new Database(file);
    database.exec('CREATE TABLE t (x); BEGIN IMMEDIATE');
    keepPrivate(file);
    const other = `new (require('better-sqlite3'))(process.argv[1], { timeout: 0 }).exec('BEGIN IMMEDIATE')`;
    const { stderr } = spawnSync(process.execPath, ['-e', other, file], { encoding: 'utf8' });
    database.close();
    expect(stderr).toContain('SQLITE_BUSY');
  });
});
