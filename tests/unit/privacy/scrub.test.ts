import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, it, vi } from 'vitest';
import { db, transaction } from '@/lib/db/client';
import { anonymize } from '@/lib/privacy/erasure';
import { markForScrub, scrub, scrubNow } from '@/lib/privacy/scrub';
import { confirmAttendance } from '@/lib/registration/confirm';
import { log } from '@/lib/server/log';
import { aConfirmation, at, beforeDeadline } from '../../support/builders';
import { databaseFile, databaseFiles, freshEmbeddedDatabase } from '../../support/database';
import { queryFile } from '../../support/sql';

freshEmbeddedDatabase();

/** The database files that contain one of the person's texts. */
const filesWithPerson = (): string[] =>
  [...databaseFiles()].filter(([, bytes]) => bytes.includes('xmark@example.org')).map(([name]) => name);

const confirm = (email: string) => confirmAttendance(aConfirmation({ email }), at(beforeDeadline));

/** Confirms and erases the person, like a process that ends before it has scrubbed the files. */
async function eraseOnly(): Promise<void> {
  await confirm('xmark@example.org');
  const { id } = await db().registration.findFirstOrThrow({ where: { email: 'xmark@example.org' } });
  const request = { actor: { actor: 'secretariat' }, ground: 'request', at: beforeDeadline } as const;
  await transaction((tx) => anonymize(tx, id, request));
}

it('files that an erasure could not scrub because its process ended are scrubbed once, by the next round of any process', async () => {
  // From now on only the next erasure leaves something to scrub.
  expect(await scrub()).toBe(true);
  await eraseOnly();
  expect(filesWithPerson()).not.toEqual([]);
  expect(await scrub()).toBe(true);
  expect(filesWithPerson()).toEqual([]);
  const { mtimeMs } = statSync(databaseFile());
  expect(await scrub()).toBe(true);
  expect(statSync(databaseFile()).mtimeMs).toBe(mtimeMs);
});

it('an open read transaction is not disturbed, and the files are scrubbed when it ends', async () => {
  await scrub();
  await confirm('other@example.org');
  const reader = new Database(databaseFile(), { readonly: true });
  const count = reader.prepare('SELECT count(*) AS n FROM "Registration"');
  reader.exec('BEGIN');
  expect(count.get()).toEqual({ n: 1 });
  await eraseOnly();
  let now = performance.now();
  // The wait for readers ends at once.
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 10_000));
  expect(await scrub()).toBe(false);
  clock.mockRestore();
  expect(filesWithPerson()).not.toEqual([]);
  expect(count.get()).toEqual({ n: 1 });
  reader.exec('COMMIT');
  reader.close();
  expect(await scrub()).toBe(true);
  expect(filesWithPerson()).toEqual([]);
});

it('a file of an earlier version, with the data left on its free pages, is scrubbed in the first round', async () => {
  await confirm('other@example.org');
  const earlier = new Database(databaseFile());
  const note = (text: string) => earlier.exec(`UPDATE "Registration" SET "internalNote" = ${text}`);
  note("'xmark@example.org' || hex(zeroblob(5000))");
  note('NULL');
  earlier.pragma('wal_checkpoint(TRUNCATE)');
  earlier.close();
  expect(filesWithPerson()).not.toEqual([]);
  expect(await scrub()).toBe(true);
  expect(filesWithPerson()).toEqual([]);
});

it('a long read of a file of an earlier version does not let its log grow with each round', async () => {
  await confirm('other@example.org');
  const reader = new Database(databaseFile());
  reader.pragma('user_version = 0');
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM "Registration"').get();
  let now = performance.now();
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 10_000));
  const log = `${databaseFile()}-wal`;
  const sizes: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    expect(await scrub()).toBe(false);
    sizes.push(statSync(log).size);
  }
  clock.mockRestore();
  expect(new Set(sizes).size).toBe(1);
  reader.close();
  expect(await scrub()).toBe(true);
  expect(existsSync(log) ? statSync(log).size : 0).toBeLessThan(Math.min(...sizes));
});

it('an erasure is not mistaken for an earlier one that another process scrubbed', async () => {
  const mark = () =>
    queryFile<{ user_version: number }>(databaseFile(), 'PRAGMA user_version')[0]?.user_version;
  const marks: unknown[] = [];
  for (let round = 0; round < 3; round += 1) {
    await scrub();
    await transaction(markForScrub);
    marks.push(mark());
  }
  expect(new Set(marks).size).toBe(3);
});

it('each erasure reports how many earlier databases next to this one still contain the person', async () => {
  const warn = vi.spyOn(log, 'warn').mockImplementation(() => {});
  await scrubNow();
  expect(warn).not.toHaveBeenCalled();
  const earlierFiles = ['before-2024-01-15T06-00-00Z', 'before-2024-01-15T06-00-00Z-wal', 'restoring'].map(
    (name) => `${databaseFile()}.${name}`,
  );
  for (const file of earlierFiles) writeFileSync(file, '');
  await scrubNow();
  for (const file of earlierFiles) rmSync(file);
  expect(warn).toHaveBeenCalledExactlyOnceWith({ event: 'database.earlier', files: 2 });
});

it('a person who is erased while the files are scrubbed is not forgotten', async () => {
  for (const round of ['a file of an earlier version', 'a later one']) {
    await Promise.all([scrub(), eraseOnly(), scrub()]);
    expect(await scrub()).toBe(true);
    expect(filesWithPerson(), round).toEqual([]);
  }
});
