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
 * What was erased stays in the write-ahead log of an embedded database until that begins anew, and in a file that an earlier
 * version of the site wrote, without `secure_delete`, also on pages that are free or that rows moved away from. What there is to do
 * is said by the number in the file's header that is an application's own (`PRAGMA user_version`): nothing; above it, to empty
 * the log; below it, as in a file of an earlier version, to write the file anew as well. Each erasure draws another number.
 */
const SCRUBBED = 1;

/**
 * A mark that nobody has set before: counted marks would come back, and whoever scrubbed meanwhile would take the next erasure
 * for the one that it has dealt with.
 */
const newMark = (): number => randomInt(SCRUBBED + 1, 2 ** 31 - 1);

/** How long somebody who reads is waited for before the next round does it, in milliseconds. */
const WAIT_FOR_READERS_MS = 2_000;

/** Says that the files are to be scrubbed, in the transaction that erases: also when this process ends right after it. */
export async function markForScrub(tx: Tx): Promise<void> {
  if (provider() !== 'sqlite') return;
  await setMark(tx, (await markIn(tx)) < SCRUBBED ? -newMark() : newMark());
}

/**
 * Removes what erased rows left behind in the files of the embedded database: empties the write-ahead log, and before that
 * writes a file of an earlier version anew, once. Does nothing where nothing was erased, and on PostgreSQL, where that is the
 * operator's (docs/operations/retention.md).
 * @returns whether nothing is left; not so while another process reads from the log. The site tries again each minute
 */
export async function scrub(): Promise<boolean> {
  if (provider() !== 'sqlite') return true;
  let mark = await markIn(db());
  if (mark < SCRUBBED) mark = await writeAnew();
  if (mark === SCRUBBED) return true;
  if (!(await isLogEmptied())) return false;
  return transaction(async (tx) => {
    // Another process may have erased somebody since.
    if ((await markIn(tx)) !== mark) return false;
    await setMark(tx, SCRUBBED);
    return true;
  });
}

/**
 * Writes the file anew, and notes that at once: while somebody reads, the log cannot be emptied, and it would grow by the whole
 * database with each further round.
 * @returns the mark that stands then
 */
async function writeAnew(): Promise<number> {
  await db().$executeRawUnsafe('VACUUM');
  return transaction(async (tx) => {
    const mark = await markIn(tx);
    // Another process has written it anew as well.
    if (mark >= SCRUBBED) return mark;
    const next = newMark();
    await setMark(tx, next);
    return next;
  });
}

/** Scrubs after an erasure, which is done whatever becomes of this. @returns whether nothing is left in the database's files */
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
 * Says in the log how many earlier databases a restore has left beside the embedded one, finished or not: whoever was erased
 * since stands in them, and they are the operator's to delete. To be called at each start, each day and after each erasure.
 */
export function warnOfEarlierDatabases(): void {
  if (provider() !== 'sqlite') return;
  const file = targetOf(fileOf(config().databaseUrl));
  const own = basename(file);
  const files = readdirSync(dirname(file)).filter(
    (name) => name === `${own}.restoring` || (name.startsWith(`${own}.before-`) && !/-(wal|shm)$/.test(name)),
  );
  if (files.length > 0) log.warn({ event: 'database.earlier', files: files.length });
}

async function markIn(client: Tx): Promise<number> {
  const [row] = await client.$queryRaw<{ mark: bigint | number }[]>`
    SELECT user_version AS mark FROM pragma_user_version`;
  return Number(row?.mark ?? 0);
}

const setMark = (tx: Tx, mark: number): Promise<number> =>
  tx.$executeRawUnsafe(`PRAGMA user_version = ${mark}`);

/** @returns false where somebody went on reading from it */
async function isLogEmptied(): Promise<boolean> {
  const givesUpAt = performance.now() + WAIT_FOR_READERS_MS;
  for (;;) {
    const [outcome] = await db().$queryRaw<{ busy: bigint | number }[]>`PRAGMA wal_checkpoint(TRUNCATE)`;
    if (Number(outcome?.busy) === 0) return true;
    if (performance.now() > givesUpAt) return false;
    await sleep(50);
  }
}
