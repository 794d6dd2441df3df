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
  it('is made for its owner alone, with its folder, and stays there when the power goes', () => {
    const file = join(folder, 'below', 'meeting.db');
    const onDisk = vi.spyOn(fs, 'fsyncSync');
    syncBuiltinESMExports();
    keepPrivate(file);
    expect([mode(file), mode(join(folder, 'below'))]).toEqual(['600', '700']);
    expect(onDisk).toHaveBeenCalledTimes(1);
    onDisk.mockRestore();
    syncBuiltinESMExports();
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

  it('leaves a shared folder open that it is put into, with the bits that its other files need', () => {
    open();
    keepPrivate(join(folder, 'meeting.db'));
    expect([mode(folder), mode(join(folder, 'meeting.db'))]).toEqual(['755', '600']);
    // One that holds it from before is closed, and still hands its group on.
    chmodSync(folder, 0o3755);
    keepPrivate(join(folder, 'meeting.db'));
    expect((statSync(folder).mode & 0o7777).toString(8)).toBe('3700');
  });

  it('is closed where a link leads to, with what stands beside it there; also when that is not made yet', () => {
    open('meeting.db', 'meeting.db-wal');
    const links = join(root, `links-${made}`);
    mkdirSync(links);
    symlinkSync(join(folder, 'meeting.db'), join(links, 'existing.db'));
    symlinkSync(join('..', String(made), 'later.db'), join(links, 'dangling.db'));
    // Somebody else's, which leads nowhere for ever.
    symlinkSync('circle', join(folder, 'circle'));
    for (const name of ['existing.db', 'dangling.db']) keepPrivate(join(links, name));
    const names = ['meeting.db', 'meeting.db-wal', 'later.db'];
    expect(names.map((name) => mode(join(folder, name)))).toEqual(['600', '600', '600']);
  });

  it('stops no start where its file system keeps no modes, and says so in the log once', async () => {
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
      folder = join(root, String(++made));
    }
    expect(warn).toHaveBeenCalledTimes(1);
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
