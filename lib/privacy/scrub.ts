import { randomInt } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { config } from '@/lib/config';
import { db, provider, type Tx, transaction } from '@/lib/db/client';
import { fileOf } from '@/lib/db/models';
import { targetOf } from '@/lib/db/private-files';
import { log } from '@/lib/server/log';

/**
 * Erased data remain in the write-ahead log of the embedded database until it is emptied. In a file that was written without
 * `secure_delete`, they also remain on free pages. A mark in the file's header (`PRAGMA user_version`, a number that SQLite leaves to
 * applications) records what is left to do:
 * - equal to `SCRUBBED`: nothing;
 * - above: empty the log;
 * - below: rewrite the file, then empty the log. A file written without `secure_delete` has the default mark 0.
 */
const SCRUBBED = 1;

/**
 * A random mark. With counted marks, a number would be used again after each reset; a process that is still scrubbing could then
 * take the mark of a new erasure for the one that it has dealt with.
 */
const newMark = (): number => randomInt(SCRUBBED + 1, 2 ** 31 - 1);

/** How long to wait for readers of the log. After that, the next round tries again. */
const WAIT_FOR_READERS_MS = 2_000;

/** Marks the files for scrubbing, in the transaction that erases, so that it happens even if this process ends right after it. */
export async function markForScrub(tx: Tx): Promise<void> {
  if (provider() !== 'sqlite') return;
  await setMark(tx, (await readMark(tx)) < SCRUBBED ? -newMark() : newMark());
}

/**
 * Removes traces of erased rows from the files of the embedded database: empties the write-ahead log, and before that rewrites a file
 * that was written without `secure_delete`. Does nothing if nothing was erased. On PostgreSQL the operator does this
 * (docs/operations/retention.md).
 * @returns whether no traces are left; false while another process reads from the log. The site tries again each minute.
 */
export async function scrub(): Promise<boolean> {
  if (provider() !== 'sqlite') return true;
  let mark = await readMark(db());
  if (mark < SCRUBBED) mark = await rewriteFile();
  if (mark === SCRUBBED) return true;
  if (!(await emptyLog())) return false;
  return transaction(async (tx) => {
    // Another process may have erased somebody in the meantime.
    if ((await readMark(tx)) !== mark) return false;
    await setMark(tx, SCRUBBED);
    return true;
  });
}

/**
 * Rewrites the file and sets a mark that says so. Otherwise each further round would rewrite it again, and the log would grow by the
 * size of the database while a reader keeps it from being emptied.
 * @returns the new mark
 */
async function rewriteFile(): Promise<number> {
  await db().$executeRawUnsafe('VACUUM');
  return transaction(async (tx) => {
    const mark = await readMark(tx);
    // Another process has rewritten the file too.
    if (mark >= SCRUBBED) return mark;
    const nextMark = newMark();
    await setMark(tx, nextMark);
    return nextMark;
  });
}

/** Scrubs after an erasure. A failure is only logged, because the erasure itself is committed. @returns whether no traces are left */
export async function scrubNow(): Promise<boolean> {
  try {
    warnOfEarlierDatabases();
    return await scrub();
  } catch (error) {
    log.error({ event: 'scrub.failed', err: error });
    return false;
  }
}

/**
 * Logs how many database files finished and interrupted restores have left next to the embedded database. They still contain people
 * who were erased since, and the operator must delete them. Called at each start, each day and after each erasure.
 */
export function warnOfEarlierDatabases(): void {
  if (provider() !== 'sqlite') return;
  const file = targetOf(fileOf(config().databaseUrl));
  const fileName = basename(file);
  const files = readdirSync(dirname(file)).filter(
    (name) =>
      name === `${fileName}.restoring` ||
      (name.startsWith(`${fileName}.before-`) && !/-(wal|shm)$/.test(name)),
  );
  if (files.length > 0) log.warn({ event: 'database.earlier', files: files.length });
}

async function readMark(client: Tx): Promise<number> {
  const [row] = await client.$queryRaw<{ mark: bigint | number }[]>`
    SELECT user_version AS mark FROM pragma_user_version`;
  return Number(row?.mark ?? 0);
}

const setMark = (tx: Tx, mark: number): Promise<number> =>
  tx.$executeRawUnsafe(`PRAGMA user_version = ${mark}`);

/** Empties the write-ahead log. @returns false if another process kept reading from it */
async function emptyLog(): Promise<boolean> {
  const givesUpAt = performance.now() + WAIT_FOR_READERS_MS;
  for (;;) {
    const [result] = await db().$queryRaw<{ busy: bigint | number }[]>`PRAGMA wal_checkpoint(TRUNCATE)`;
    if (Number(result?.busy) === 0) return true;
    if (performance.now() > givesUpAt) return false;
    await sleep(50);
  }
}
