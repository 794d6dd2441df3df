import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDb } from '@/lib/db';
import { instant } from '@/lib/instant';
import { Prisma } from '@/prisma/client/client';
import { migrate } from '@/prisma/migrate';
import { digestOf, tables } from '@/prisma/tables';
import { installed } from '@/scripts/postgres';
import { runScript } from '../support/command';
import { ownDatabases } from '../support/own-postgres';

const { folder, newFile, newPostgres } = ownDatabases();

const run = (script: string, url: string, ...words: string[]) =>
  runScript(script, words, { DATABASE_URL: url, ERASURE_JOURNAL: join(folder, 'erasures') });

async function reading<T>(url: string, read: (db: ReturnType<typeof openDb>) => Promise<T>): Promise<T> {
  const db = openDb(url);
  try {
    return await read(db);
  } finally {
    await db.$disconnect();
  }
}
const digest = (url: string) => reading(url, digestOf);
const people = (url: string) => reading(url, (db) => db.registration.count());

async function filled(url: string, count: number): Promise<string> {
  await migrate(url);
  expect(await run('tests/support/confirm-many.ts', url, 'first', String(count))).toMatchObject({ code: 0 });
  return url;
}

/** Makes a backup in a folder of its own. @returns the file */
async function backUp(url: string): Promise<string> {
  const to = mkdtempSync(join(folder, 'backups-'));
  expect(await run('scripts/backup.ts', url, '--to', to)).toMatchObject({ code: 0 });
  return join(to, onlyBackup(to));
}

/** The one backup of a folder, in which nothing else stands but its journal. */
function onlyBackup(of: string): string {
  const [name = '', ...more] = readdirSync(of).filter((each) => !each.endsWith('.erasures'));
  expect(more).toEqual([]);
  return name;
}

const copy = (from: string, to: string) => run('scripts/copy-database.ts', from, '--from', from, '--to', to);

describe('moving an installation', () => {
  it('knows every table', () => {
    expect(tables.map(([name]) => name).sort()).toEqual(Object.values(Prisma.ModelName).sort());
  });

  it('brings every row to the other database and back, and life goes on there', async () => {
    const file = await filled(await newFile(), 40);
    const moved = await newPostgres();
    expect(await copy(file, moved)).toMatchObject({ code: 0 });
    expect(await digest(moved)).toEqual(await digest(file));
    expect(await people(moved)).toBe(40);

    // The next event gets a number that none has.
    expect(await run('tests/support/confirm-many.ts', moved, 'later', '3')).toMatchObject({ code: 0 });
    expect(await people(moved)).toBe(43);
    const back = await newFile();
    expect(await copy(moved, back)).toMatchObject({ code: 0 });
    expect(await digest(back)).toEqual(await digest(moved));
    expect(await digest(back)).not.toEqual(await digest(file));
  }, 120_000);

  it('writes nothing where somebody is registered already', async () => {
    const file = await filled(await newFile(), 2);
    const other = await filled(await newPostgres(), 1);
    const before = await digest(other);
    const { code, said } = await copy(file, other);
    expect(code).toBe(1);
    expect(said).toContain('Nothing was written');
    expect(await digest(other)).toEqual(before);
  }, 60_000);

  it('can be done again after it failed in the middle', async () => {
    const file = await filled(await newFile(), 5);
    const target = await newPostgres();
    await migrate(target);
    await reading(target, async (db) => {
      await db.$executeRawUnsafe('ALTER TABLE "OutboxMessage" ADD CONSTRAINT none CHECK (false)');
    });
    expect((await copy(file, target)).code).not.toBe(0);
    expect(await people(target)).toBe(0);
    await reading(target, (db) => db.$executeRawUnsafe('ALTER TABLE "OutboxMessage" DROP CONSTRAINT none'));
    expect(await copy(file, target)).toMatchObject({ code: 0 });
    expect(await digest(target)).toEqual(await digest(file));
  }, 60_000);
});

describe.each([
  ['the embedded database', newFile],
  ['PostgreSQL', newPostgres],
])('a backup of %s', (_, newDatabase) => {
  it('brings everything back as it was, and overwrites nothing', async () => {
    const url = await filled(await newDatabase(), 12);
    const before = await digest(url);
    const backup = await backUp(url);
    expect(basename(backup)).toMatch(/^meeting-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.(db|dump)$/);
    const bytes = readFileSync(backup);
    // For its owner alone.
    expect(statSync(backup).mode & 0o777).toBe(0o600);

    expect(await run('tests/support/confirm-many.ts', url, 'after', '3')).toMatchObject({ code: 0 });
    const refused = await run('scripts/restore.ts', url, backup);
    expect(refused.code).toBe(1);
    expect(refused.said).toContain('Nothing was changed: 15 registrations');
    expect(await people(url)).toBe(15);

    const restored = await run('scripts/restore.ts', url, backup, '--replace');
    expect(restored.code).toBe(0);
    expect(await digest(url)).toEqual(before);
    expect(readFileSync(backup).equals(bytes)).toBe(true);
    const kept = restored.said.match(/kept as (.+)/)?.[1] ?? '';
    expect(existsSync(kept)).toBe(true);
    rmSync(kept);

    // On an empty machine too.
    const elsewhere = await newDatabase();
    expect(await run('scripts/restore.ts', elsewhere, backup)).toMatchObject({ code: 0 });
    expect(await digest(elsewhere)).toEqual(before);
  }, 120_000);

  it('is not put in the place of a database that a site has open', async () => {
    const url = await filled(await newDatabase(), 2);
    const backup = await backUp(url);
    await reading(url, async (site) => {
      expect(await site.registration.count()).toBe(2);
      const { code, said } = await run('scripts/restore.ts', url, backup, '--replace');
      expect(code).toBe(1);
      expect(said).toContain('the database is in use');
      const copied = await copy(url, await newFile());
      expect(copied.code).toBe(1);
      expect(copied.said).toContain('Stop the site first');
    });
    // The backup is one file, with nothing beside it but the journal.
    expect(onlyBackup(dirname(backup))).toBe(basename(backup));
    expect(await run('scripts/restore.ts', url, backup, '--replace')).toMatchObject({ code: 0 });
  }, 60_000);

  it('that cannot be read changes nothing', async () => {
    const url = await filled(await newDatabase(), 3);
    const before = await digest(url);
    const broken = join(mkdtempSync(join(folder, 'broken-')), 'meeting.db');
    writeFileSync(broken, 'no backup at all');
    for (const no of [broken, folder, join(folder, 'nothing-there')]) {
      expect((await run('scripts/restore.ts', url, no, '--replace')).code, no).not.toBe(0);
    }
    expect(await digest(url)).toEqual(before);
  }, 60_000);

  it('brings nobody back who was erased since', async () => {
    const url = await filled(await newDatabase(), 3);
    const backup = await backUp(url);
    const [id] = await reading(url, (db) => db.registration.findMany({ select: { id: true } }));
    const line = { registrationId: id?.id, at: '2024-01-16T06:00:00.000Z' };
    writeFileSync(join(folder, 'erasures'), `${JSON.stringify(line)}\n`);
    const { code, said } = await run('scripts/restore.ts', url, backup, '--replace');
    expect(code).toBe(0);
    expect(said).toContain('erased again: 1');
    expect(await reading(url, (db) => db.registration.count({ where: { erasedAt: null } }))).toBe(2);
    const kept = said.match(/kept as (.+)/)?.[1] ?? '';
    rmSync(kept);

    // Whoever lost the whole machine gets the journal back with a younger backup, for older ones.
    const younger = await backUp(url);
    rmSync(join(folder, 'erasures'));
    expect(await run('scripts/restore.ts', await newDatabase(), younger)).toMatchObject({
      code: 0,
    });
    expect(readFileSync(join(folder, 'erasures'), 'utf8')).toBe(`${JSON.stringify(line)}\n`);
    rmSync(join(folder, 'erasures'));
  }, 60_000);
});

describe('the nightly backup of the containers', () => {
  it('writes what a restore brings back, removes what is too old, and leaves nothing where it fails', async () => {
    const url = await filled(await newPostgres(), 4);
    const before = await digest(url);
    const backups = mkdtempSync(join(folder, 'nightly-'));
    writeFileSync(join(folder, 'erasures-of-the-site'), '');
    const old = join(backups, 'meeting-2024-01-01T02-00-00Z.dump');
    writeFileSync(old, '');
    utimesSync(old, 0, instant('2024-01-01T02:00:00Z'));
    const { hostname, port, username, pathname } = new URL(url);
    const backup = (database: string) =>
      spawnSync('sh', ['deploy/backup.sh'], {
        env: {
          ...process.env,
          PATH: `${installed('pg_dump')}:${process.env.PATH}`,
          PGHOST: hostname,
          PGPORT: port,
          PGUSER: username,
          PGDATABASE: database,
          BACKUPS: backups,
          ERASURE_JOURNAL: join(folder, 'erasures-of-the-site'),
        },
        encoding: 'utf8',
      });
    const { status, stdout } = backup(pathname.slice(1));
    expect(status).toBe(0);
    const file = stdout.match(/Wrote (.+)/)?.[1] ?? '';
    expect(readdirSync(backups).sort()).toEqual([basename(file), `${basename(file)}.erasures`]);

    expect(backup('no_such_database').status).not.toBe(0);
    expect(readdirSync(backups)).toHaveLength(2);

    const elsewhere = await newPostgres();
    const restored = await run('scripts/restore.ts', elsewhere, file);
    expect(restored.code, restored.said).toBe(0);
    expect(await digest(elsewhere)).toEqual(before);
    rmSync(restored.said.match(/kept as (.+)/)?.[1] ?? '');
  }, 60_000);
});
