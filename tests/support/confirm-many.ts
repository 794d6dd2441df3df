/**
 * A process of its own that confirms many people, or one many times, sixteen at a time: `confirm-many.ts NAME COUNT [SAME] [FOLDER
 * PROCESSES]`. With a folder it begins when so many processes have loaded all that they need and said so there.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { db } from '@/lib/db/client';
import { confirmAttendance } from '@/lib/registration/confirm';
import { aConfirmation, at, beforeDeadline } from './builders';

const [name = 'someone', count = '1', same, folder, processes] = process.argv.slice(2);
const AT_ONCE = 16;

const once = (number: number) =>
  confirmAttendance(
    aConfirmation({ email: same ? `${same}@example.org` : `${name}-${number}@example.org` }),
    at(beforeDeadline),
  );

/** How Prisma and PostgreSQL name a lock that was waited for in vain: SQLite's, and one of a row, or one asked for by name. */
const BUSY = /P1008|P2039|55P03/;

/** On two cores twenty processes may wait longer for the database than the site does: then the form comes back, and is sent again. */
const confirm = async (number: number, tries = 5): ReturnType<typeof once> => {
  try {
    return await once(number);
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

// The first one also loads the database's engine; what is measured is the server at work.
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
