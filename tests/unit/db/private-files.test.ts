import { spawnSync } from 'node:child_process';
import fs, { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepPrivate } from '@/lib/db/private-files';
import { log } from '@/lib/server/log';

const root = mkdtempSync(join(tmpdir(), 'private-'));
afterAll(() => rmSync(root, { recursive: true }));

let folder: string;
let folderCount = 0;
beforeEach(() => {
  folder = join(root, String(++folderCount));
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
  it('is created for its owner only, with its folder, and is flushed to disk', () => {
    const file = join(folder, 'below', 'meeting.db');
    const onDisk = vi.spyOn(fs, 'fsyncSync');
    syncBuiltinESMExports();
    keepPrivate(file);
    expect([mode(file), mode(join(folder, 'below'))]).toEqual(['600', '700']);
    expect(onDisk).toHaveBeenCalledTimes(1);
    onDisk.mockRestore();
    syncBuiltinESMExports();
  });

  it('of an earlier installation is closed to others, with the files that belong to it and its folder', () => {
    const names = ['meeting.db', 'meeting.db-wal', 'meeting.db-shm', 'meeting.db.erasures'];
    open(...names);
    keepPrivate(join(folder, 'meeting.db'));
    expect(names.map((name) => mode(join(folder, name)))).toEqual(['600', '600', '600', '600']);
    expect(mode(folder)).toBe('700');
  });

  it('keeps others’ access to a folder that is shared', () => {
    open('meeting.db', 'meeting.dbx', 'page.html');
    keepPrivate(join(folder, 'meeting.db'));
    expect(mode(join(folder, 'meeting.db'))).toBe('600');
    expect(['meeting.dbx', 'page.html'].map((name) => mode(join(folder, name)))).toEqual(['644', '644']);
    expect(mode(folder)).toBe('755');
  });

  it('leaves the mode of a shared folder as its other files need it', () => {
    open();
    keepPrivate(join(folder, 'meeting.db'));
    expect([mode(folder), mode(join(folder, 'meeting.db'))]).toEqual(['755', '600']);
    // An existing file in it is closed to others, and its folder keeps the set-group-ID bit.
    chmodSync(folder, 0o3755);
    keepPrivate(join(folder, 'meeting.db'));
    expect((statSync(folder).mode & 0o7777).toString(8)).toBe('3700');
  });

  it('is closed where a symbolic link leads, with the files next to it, even before it exists', () => {
    open('meeting.db', 'meeting.db-wal');
    const links = join(root, `links-${folderCount}`);
    mkdirSync(links);
    symlinkSync(join(folder, 'meeting.db'), join(links, 'existing.db'));
    symlinkSync(join('..', String(folderCount), 'later.db'), join(links, 'dangling.db'));
    // The link belongs to somebody else and never leads anywhere.
    symlinkSync('circle', join(folder, 'circle'));
    for (const name of ['existing.db', 'dangling.db']) keepPrivate(join(links, name));
    const names = ['meeting.db', 'meeting.db-wal', 'later.db'];
    expect(names.map((name) => mode(join(folder, name)))).toEqual(['600', '600', '600']);
  });

  it('stops no start on a file system without modes, and warns in the log once', async () => {
    const warn = vi.spyOn(log, 'warn').mockImplementation(() => {});
    for (const code of ['ENOTSUP', 'EINVAL', 'ENOSYS', 'EACCES', 'EROFS', 'EPERM', 'ELOOP']) {
      open('meeting.db');
      const refusal = Object.assign(new Error('refused'), { code });
      const refused = vi.spyOn(fs, 'chmodSync').mockImplementation(() => {
        throw refusal;
      });
      syncBuiltinESMExports();
      expect(() => keepPrivate(join(folder, 'meeting.db')), code).not.toThrow();
      expect(refused, code).toHaveBeenCalled();
      refused.mockRestore();
      syncBuiltinESMExports();
      folder = join(root, String(++folderCount));
    }
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('keeps the locks that a database in this process holds on it', () => {
    open();
    const file = join(folder, 'meeting.db');
    const database = new Database(file);
    database.exec('CREATE TABLE t (x); BEGIN IMMEDIATE');
    keepPrivate(file);
    const otherProcess = `new (require('better-sqlite3'))(process.argv[1], { timeout: 0 }).exec('BEGIN IMMEDIATE')`;
    const { stderr } = spawnSync(process.execPath, ['-e', otherProcess, file], { encoding: 'utf8' });
    database.close();
    expect(stderr).toContain('SQLITE_BUSY');
  });
});
