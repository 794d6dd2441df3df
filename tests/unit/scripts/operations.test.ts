import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { config } from '@/lib/config';
import { closeDb, openDb } from '@/lib/db/client';
import { migrate } from '@/lib/db/migrate';
import { fileOf, providerOf } from '@/lib/db/models';
import { digestOf, tables } from '@/lib/db/tables';
import { confirmAttendance } from '@/lib/registration/confirm';
import { instant } from '@/lib/time/instant';
import { Prisma } from '@/prisma/client/client';
import { findInstalled } from '@/scripts/postgres';
import { withoutRows } from '@/scripts/postgres-programs';
import { aConfirmation, at, beforeDeadline } from '../../support/builders';
import { runCommand } from '../../support/bundle';
import { ownDatabases } from '../../support/own-postgres';
import { queryFile, queryServer } from '../../support/sql';

const { folder, newFile, newPostgres } = ownDatabases();

const settingsFor = (url: string) => ({ DATABASE_URL: url, ERASURE_JOURNAL: join(folder, 'erasures') });
const run = (command: string, url: string, ...words: string[]) =>
  runCommand(command, words, settingsFor(url));

async function reading<T>(url: string, read: (db: ReturnType<typeof openDb>) => Promise<T>): Promise<T> {
  const db = openDb(url);
  try {
    return await read(db);
  } finally {
    await db.$disconnect();
  }
}
/** All rows as text, the same on both databases. */
const digest = (url: string) => reading(url, digestOf);

/** Queries or changes a database directly, not through the product. */
const query = <Row>(url: string, statement: string): Promise<Row[]> | Row[] =>
  providerOf(url) === 'sqlite' ? queryFile(fileOf(url), statement) : queryServer(url, statement);
const rowsOf = async (url: string) =>
  Promise.all(tables.map(([name, key]) => query(url, `SELECT * FROM "${name}" ORDER BY "${key}"`)));
const countConfirmed = async (url: string, where = 'true') => {
  const [row] = await query<{ n: number | string }>(
    url,
    `SELECT count(*) AS n FROM "Registration" WHERE ${where}`,
  );
  return Number(row?.n);
};

/** Confirms this many people in a database that nobody else has open. */
async function confirm(url: string, name: string, count: number): Promise<void> {
  await closeDb();
  config().databaseUrl = url;
  const emails = Array.from({ length: count }, (_, index) => `${name}-${index}@example.org`);
  await Promise.all(emails.map((email) => confirmAttendance(aConfirmation({ email }), at(beforeDeadline))));
  await closeDb();
}

/** How many people are confirmed in a filled database. */
const PEOPLE = 12;
const filled = { file: '', postgres: '' };
beforeAll(async () => {
  filled.file = await newFile();
  filled.postgres = await newPostgres();
  for (const url of Object.values(filled)) {
    await migrate(url);
    await confirm(url, 'first', PEOPLE);
    // Emails that were sent are kept with their texts.
    await query(
      url,
      `UPDATE "OutboxMessage" SET "sentAt" = "createdAt", "sentTo" = 'salma@example.org', "sentLanguage" = 'ar',
       "sentSubject" = 'تأكيد', "sentText" = 'تحية طيبة وبعد،'`,
    );
  }
});
async function filledFile(): Promise<string> {
  const url = await newFile();
  copyFileSync(fileOf(filled.file), fileOf(url));
  return url;
}
const filledPostgres = () => newPostgres(filled.postgres);

/** Makes a backup in a folder of its own. @returns the file */
async function backUp(url: string): Promise<string> {
  const to = mkdtempSync(join(folder, 'backups-'));
  // The next backup removes it.
  writePart(to);
  expect(await run('backup', url, '--to', to)).toMatchObject({ code: 0 });
  return join(to, onlyBackup(to));
}

/** The files of a backup that was interrupted two days ago. */
function writePart(into: string): void {
  const part = join(into, 'meeting-2024-01-01T02-00-00Z.db.part');
  writeFileSync(part, '');
  const twoDaysAgo = Date.now() / 1_000 - 2 * 86_400;
  utimesSync(part, twoDaysAgo, twoDaysAgo);
}

/** The only backup of a folder, which contains nothing else but its journal. */
function onlyBackup(of: string): string {
  const [name = '', ...otherFiles] = readdirSync(of).filter((name) => !name.endsWith('.erasures'));
  expect(otherFiles).toEqual([]);
  return name;
}

const copy = (from: string, to: string) => run('db:copy', from, '--from', from, '--to', to);

describe('moving an installation', () => {
  it('covers every table', () => {
    expect(tables.map(([name]) => name).sort()).toEqual(Object.values(Prisma.ModelName).sort());
  });

  it('copies every row to the other database and back, and the site works there', async () => {
    const file = await filledFile();
    const moved = await newPostgres();
    expect(await copy(file, moved)).toMatchObject({ code: 0 });
    expect(await digest(moved)).toEqual(await digest(file));
    expect(await countConfirmed(moved)).toBe(PEOPLE);
    const texts = await query(moved, `SELECT 1 FROM "OutboxMessage" WHERE "sentText" = 'تحية طيبة وبعد،'`);
    expect(texts).toHaveLength(PEOPLE);

    // The next event gets an unused number.
    await confirm(moved, 'later', 3);
    expect(await countConfirmed(moved)).toBe(PEOPLE + 3);
    const copiedBack = await newFile();
    expect(await copy(moved, copiedBack)).toMatchObject({ code: 0 });
    expect(await digest(copiedBack)).toEqual(await digest(moved));
    expect(await digest(copiedBack)).not.toEqual(await digest(file));
  });

  it('writes nothing where there are registrations already', async () => {
    const file = await filledFile();
    const otherUrl = await filledPostgres();
    const before = await rowsOf(otherUrl);
    const { code, output } = await copy(file, otherUrl);
    expect(code).toBe(1);
    expect(output).toContain('Nothing was written');
    expect(await rowsOf(otherUrl)).toEqual(before);
  });

  it('can be repeated after it failed in the middle', async () => {
    const file = await filledFile();
    const target = await newPostgres();
    await migrate(target);
    await query(target, 'ALTER TABLE "OutboxMessage" ADD CONSTRAINT none CHECK (false)');
    expect((await copy(file, target)).code).not.toBe(0);
    expect(await countConfirmed(target)).toBe(0);
    await query(target, 'ALTER TABLE "OutboxMessage" DROP CONSTRAINT none');
    expect(await copy(file, target)).toMatchObject({ code: 0 });
    expect(await digest(target)).toEqual(await digest(file));
  });
});

describe('a command that fails', () => {
  it('prints the code of the database’s error, and nothing of the row', async () => {
    const file = await filledFile();
    const target = await newPostgres();
    await migrate(target);
    await query(target, 'ALTER TABLE "Registration" ADD CONSTRAINT none CHECK (false)');
    const { code, output } = await copy(file, target);
    expect(code).toBe(1);
    expect(output).toContain('23514');
    expect(output).toMatch(/^ {4}at /m);
    expect(output).not.toMatch(/first-\d|سلمى|مديرة/);
  });

  it('prints the messages of PostgreSQL’s programs without the values of rows', () => {
    const message = [
      'pg_restore: error: COPY failed for table "Registration": ERROR:  invalid input syntax for type timestamp: "سلمى"',
      'DETAIL:  Failing row contains (1, سلمى).',
      'CONTEXT:  COPY Registration, line 1: "سلمى"',
      'pg_restore: error: connection to server failed',
    ].join('\n');
    expect(withoutRows(message)).toBe(
      'pg_restore: error: COPY failed for table "Registration"\npg_restore: error: connection to server failed',
    );
  });
});

describe.each([
  ['the embedded database', filledFile, newFile],
  ['PostgreSQL', filledPostgres, newPostgres],
])('a backup of %s', (_, filledDatabase, newDatabase) => {
  it('restores everything as it was, and overwrites nothing', async () => {
    const url = await filledDatabase();
    const before = await rowsOf(url);
    const backup = await backUp(url);
    expect(basename(backup)).toMatch(/^meeting-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.(db|dump)$/);
    const bytes = readFileSync(backup);
    // The backup is readable by its owner only.
    expect(statSync(backup).mode & 0o777).toBe(0o600);

    await confirm(url, 'after', 3);
    const refused = await run('restore', url, backup);
    expect(refused.code).toBe(1);
    expect(refused.output).toContain(`Nothing was changed: ${PEOPLE + 3} registrations`);
    expect(await countConfirmed(url)).toBe(PEOPLE + 3);

    const restored = await run('restore', url, backup, '--replace');
    expect(restored.code).toBe(0);
    expect(await rowsOf(url)).toEqual(before);
    expect(readFileSync(backup).equals(bytes)).toBe(true);
    const previous = restored.output.match(/kept as (.+)/)?.[1] ?? '';
    expect(statSync(previous).mode & 0o777).toBe(0o600);
    // It is named so that the nightly backup deletes it in time, and the operator is told why it must be deleted.
    if (providerOf(url) === 'postgresql')
      expect(previous).toMatch(new RegExp(`^${dirname(backup)}/meeting-before-.*\\.dump$`));
    expect(restored.output).toContain('delete it as soon as nobody needs it');
    rmSync(previous);

    // It also works on an empty machine.
    const elsewhere = await newDatabase();
    expect(await run('restore', elsewhere, backup)).toMatchObject({ code: 0 });
    expect(await rowsOf(elsewhere)).toEqual(before);
  });

  it('contains nothing that was erased before it, whatever the pages of the database still hold', async () => {
    const url = await filledDatabase();
    // Two ways of writing that leave the longer text where it was.
    await query(url, `UPDATE "Registration" SET "internalNote" = 'XMARK ${'x'.repeat(2_000)}'`);
    await query(url, `UPDATE "Registration" SET "internalNote" = NULL`);
    if (providerOf(url) === 'sqlite') expect(readFileSync(fileOf(url)).includes('XMARK')).toBe(true);
    writeFileSync(join(folder, 'erasures'), '');
    const backup = await backUp(url);
    rmSync(join(folder, 'erasures'));
    for (const file of [backup, `${backup}.erasures`]) expect(statSync(file).mode & 0o777, file).toBe(0o600);
    const update =
      providerOf(url) === 'sqlite'
        ? readFileSync(backup)
        : spawnSync(join(findInstalled('pg_restore') ?? '', 'pg_restore'), ['--file=-', backup]).stdout;
    expect(update.includes('first-0@example.org')).toBe(true);
    expect(update.includes('XMARK')).toBe(false);
  });

  it('does not replace a database that a site has open', async () => {
    const url = await filledDatabase();
    const backup = await backUp(url);
    await reading(url, async (site) => {
      expect(await site.registration.count()).toBe(PEOPLE);
      const { code, output } = await run('restore', url, backup, '--replace');
      expect(code).toBe(1);
      expect(output).toContain('the database is in use');
      const copied = await copy(url, await newFile());
      expect(copied.code).toBe(1);
      expect(copied.output).toContain('Stop the site first');
    });
    // The backup is one file. Only the journal is next to it.
    expect(onlyBackup(dirname(backup))).toBe(basename(backup));
    expect(await run('restore', url, backup, '--replace')).toMatchObject({ code: 0 });
  });

  it('that cannot be read changes nothing', async () => {
    const url = await filledDatabase();
    const before = await rowsOf(url);
    const broken = join(mkdtempSync(join(folder, 'broken-')), 'meeting.db');
    writeFileSync(broken, 'no backup at all');
    const aFolder = mkdtempSync(join(folder, 'no-file-'));
    for (const no of [broken, aFolder, join(folder, 'nothing-there')]) {
      expect((await run('restore', url, no, '--replace')).code, no).not.toBe(0);
    }
    expect(await rowsOf(url)).toEqual(before);
  });

  it('brings back nobody who was erased since', async () => {
    const url = await filledDatabase();
    const backup = await backUp(url);
    const [registration] = await query<{ id: string }>(url, 'SELECT id FROM "Registration"');
    const line = { registrationId: registration?.id, at: '2024-01-16T06:00:00.000Z' };
    writeFileSync(join(folder, 'erasures'), `${JSON.stringify(line)}\n`);
    const { code, output } = await run('restore', url, backup, '--replace');
    expect(code).toBe(0);
    expect(output).toContain('erased again: 1');
    expect(await countConfirmed(url, '"erasedAt" IS NULL')).toBe(PEOPLE - 1);
    const previous = output.match(/kept as (.+)/)?.[1] ?? '';
    rmSync(previous);

    // After the loss of a whole machine, a newer backup restores the journal for older backups.
    const younger = await backUp(url);
    rmSync(join(folder, 'erasures'));
    expect(await run('restore', await newDatabase(), younger)).toMatchObject({
      code: 0,
    });
    const journal = () => readFileSync(join(folder, 'erasures'), 'utf8').split('\n').filter(Boolean);
    expect(journal()).toEqual([JSON.stringify(line)]);
    rmSync(join(folder, 'erasures'));

    // It works even when the older backup is restored.
    copyFileSync(`${younger}.erasures`, join(dirname(backup), `${basename(younger)}.erasures`));
    const elsewhere = await newDatabase();
    const older = await run('restore', elsewhere, backup);
    expect(older.output).toContain('erased again: 1');
    expect(journal()).toEqual([JSON.stringify(line)]);
    expect(await countConfirmed(elsewhere, '"erasedAt" IS NULL')).toBe(PEOPLE - 1);
    rmSync(join(folder, 'erasures'));
  });
});

describe('a restore that is killed', () => {
  /** Replaces a function of `node:fs` for a command. @param body what it does with its `words` */
  const instead = (step: string, body: string) => {
    const file = join(mkdtempSync(join(folder, 'instead-')), `${step}.mjs`);
    writeFileSync(
      file,
      `import fs from 'node:fs';
       import { syncBuiltinESMExports } from 'node:module';
       const step = fs.${step};
       fs.${step} = (...words) => { ${body} };
       syncBuiltinESMExports();`,
    );
    return { NODE_OPTIONS: `--import ${file}` };
  };
  const dyingAfter = (step: string) => instead(step, `step(...words); process.kill(process.pid, 'SIGKILL');`);

  it('has left a complete database in place, and knows the erasures before it replaces it', async () => {
    const url = await filledFile();
    const backup = await backUp(url);
    const line = JSON.stringify({ registrationId: 'somebody', at: '2024-01-16T06:00:00.000Z' });
    writeFileSync(`${backup}.erasures`, `${line}\n`);
    const base = basename(fileOf(url));
    const isKept = (name: string) => name.startsWith(`${base}.before-`);
    for (const step of ['renameSync', 'linkSync']) {
      const { code } = await runCommand('restore', [backup, '--replace'], {
        ...settingsFor(url),
        ...dyingAfter(step),
      });
      // By a signal.
      expect(code, step).toBe(null);
      expect(existsSync(fileOf(url)), step).toBe(true);
      expect(await countConfirmed(url), step).toBe(PEOPLE);
      expect(readFileSync(join(folder, 'erasures'), 'utf8'), step).toContain(line);
      rmSync(join(folder, 'erasures'));
      const previous = readdirSync(folder).filter(isKept);
      expect(previous, step).toHaveLength(1);
      for (const name of previous) rmSync(join(folder, name));
    }
    // Also on file systems without hard links.
    const single = instead('linkSync', `throw Object.assign(new Error(), { code: 'EPERM' });`);
    const completed = await runCommand('restore', [backup, '--replace'], { ...settingsFor(url), ...single });
    expect(completed.code, completed.output).toBe(0);
    expect(await countConfirmed(`file:${join(folder, readdirSync(folder).find(isKept) ?? '')}`)).toBe(PEOPLE);
    rmSync(join(folder, 'erasures'));
    // Only the previous database is left, and the lock of the migrations.
    const leftover = readdirSync(folder).filter((name) => name.startsWith(`${base}.`) && !isKept(name));
    expect(leftover).toEqual([`${base}.migrating`]);
  });
});

describe('the nightly backup of the containers', () => {
  it('writes a restorable backup, removes those that are too old, and leaves nothing where it fails', async () => {
    const url = await filledPostgres();
    const before = await rowsOf(url);
    const backups = mkdtempSync(join(folder, 'nightly-'));
    writeFileSync(join(folder, 'erasures-of-the-site'), '');
    const old = join(backups, 'meeting-2024-01-01T02-00-00Z.dump');
    writeFileSync(old, '');
    utimesSync(old, 0, instant('2024-01-01T02:00:00Z'));
    writePart(backups);
    const { hostname, port, username, pathname } = new URL(url);
    const backup = (database: string, journal = 'erasures-of-the-site', to = backups) =>
      spawnSync('sh', ['deploy/backup.sh'], {
        env: {
          ...process.env,
          PATH: `${findInstalled('pg_dump')}:${process.env.PATH}`,
          PGHOST: hostname,
          PGPORT: port,
          PGUSER: username,
          PGDATABASE: database,
          BACKUPS: to,
          ERASURE_JOURNAL: join(folder, journal),
        },
        encoding: 'utf8',
      });
    const { status, stdout } = backup(pathname.slice(1));
    expect(status).toBe(0);
    const file = stdout.match(/Wrote (.+)/)?.[1] ?? '';
    expect(readdirSync(backups).sort()).toEqual([basename(file), `${basename(file)}.erasures`]);

    expect(backup('no_such_database').status).not.toBe(0);
    expect(readdirSync(backups)).toHaveLength(2);

    // The journal cannot be read: the dump stays, and no file reports success.
    mkdirSync(join(folder, 'no-journal'));
    const otherFolder = mkdtempSync(join(folder, 'nightly-'));
    const without = backup(pathname.slice(1), 'no-journal', otherFolder);
    expect(without).toMatchObject({ status: 1, stdout: '' });
    expect(without.stderr).toContain(
      `Without the journal of erasures: ${join(otherFolder, onlyBackup(otherFolder))}`,
    );

    const elsewhere = await newPostgres();
    const restored = await run('restore', elsewhere, file);
    expect(restored.code, restored.output).toBe(0);
    expect(await rowsOf(elsewhere)).toEqual(before);
    rmSync(restored.output.match(/kept as (.+)/)?.[1] ?? '');
  });
});

describe('erasing what is due', () => {
  it('reports what would be erased, and erases it only when confirmed', async () => {
    const url = await filledFile();
    const before = await rowsOf(url);
    const due = { ...settingsFor(url), MEETING_CLOCK: '2025-02-14T00:00:00+04:00' };
    const { output } = await runCommand('retention', ['--dry-run'], due);
    expect(output).toContain(`Would be erased: ${PEOPLE} registrations`);
    expect(await rowsOf(url)).toEqual(before);
    const erased = await runCommand('retention', [], due);
    expect(erased.output).toContain(`Erased: ${PEOPLE} registrations`);
    expect(await countConfirmed(url, '"erasedAt" IS NULL')).toBe(0);
  });
});
