/**
 * A process that confirms many people, sixteen at a time: `confirm-many.ts NAME COUNT [SAME] [FOLDER PROCESSES]`. With `SAME` it confirms
 * one person many times. With `FOLDER` it waits until `PROCESSES` processes are ready: each writes a file there.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { db } from '@/lib/db/client';
import { confirmAttendance } from '@/lib/registration/confirm';
import { aConfirmation, at, beforeDeadline } from './builders';

const [name = 'someone', count = '1', same, folder, processes] = process.argv.slice(2);
const AT_ONCE = 16;

const confirmOnce = (number: number) =>
  confirmAttendance(
    aConfirmation({ email: same ? `${same}@example.org` : `${name}-${number}@example.org` }),
    at(beforeDeadline),
  );

/** The codes of a lock that was not free in time: P1008 for SQLite, P2039 and 55P03 for rows and advisory locks of PostgreSQL. */
const BUSY = /P1008|P2039|55P03/;

/**
 * Confirms, and tries again if the database was busy, as people do when the form comes back. On two cores twenty processes can make one
 * of them wait longer than the site does.
 */
const confirm = async (number: number, tries = 5): ReturnType<typeof confirmOnce> => {
  try {
    return await confirmOnce(number);
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (!same || tries === 1 || !BUSY.test(`${code} ${message}`)) throw error;
    return confirm(number, tries - 1);
  }
};

if (folder) {
  await db().registration.count();
  writeFileSync(join(folder, name), '');
  while (readdirSync(folder).length < Number(processes)) await sleep(50);
}

// The first confirmation also loads the database engine, and is not measured.
let confirmed = (await confirm(0)).ok ? 1 : 0;

let longestPauseMs = 0;
let last = performance.now();
setInterval(() => {
  longestPauseMs = Math.max(longestPauseMs, performance.now() - last);
  last = performance.now();
}, 5).unref();

const numbers = Array.from({ length: Number(count) - 1 }, (_, index) => index + 1);
const worker = async () => {
  for (let number = numbers.pop(); number !== undefined; number = numbers.pop()) {
    if ((await confirm(number)).ok) confirmed += 1;
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, worker));
console.log(JSON.stringify({ confirmed, longestPauseMs }));
process.exit(0);
