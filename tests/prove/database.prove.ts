import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { percentile, untilElapsed } from '@/tests/support/timing';
import { confirm, emailOf, figure, keepsValues, openedForm } from './load';
import { smallDisk } from './small-disk';
import { providers, startTarget, type Target } from './target';

const AT_ONCE = 6;
/** Readers behave as people do: one client may send ten forms in an hour. */
const TRY_AGAIN_MS = 1_500;
/** A form waits up to 8 seconds for the write lock, and as long again for each statement before it. */
const ANSWERED_MS = 40_000;

/** A note that must be rendered again asks the database, and uses the last known values if it gets no reply. */
const NOTE_MS = 10_000;

test('on SQLite, another process holds the database for ten seconds', async () => {
  const target = await startTarget('SQLite');
  try {
    await underLoad('SQLite locked for 10 s', target, async () => {
      const otherConnection = new Database(target.databaseFile);
      otherConnection.exec('BEGIN EXCLUSIVE');
      await untilElapsed(10_000);
      otherConnection.exec('ROLLBACK');
      otherConnection.close();
    });
  } finally {
    await target.stop();
  }
});

test('on PostgreSQL, the server is restarted three times', async () => {
  const target = await startTarget('PostgreSQL');
  try {
    await underLoad('PostgreSQL restarted 3 times', target, async () => {
      for (let restart = 0; restart < 3; restart++) {
        await target.postgres?.restart();
        await untilElapsed(2_000);
      }
    });
  } finally {
    await target.stop();
  }
});

describe.each(providers)('on %s', (provider) => {
  test('the disk is full for eight seconds', async () => {
    const disk = smallDisk(provider === 'SQLite' ? 16 : 256);
    try {
      const target = await startTarget(provider, { folder: disk.folder });
      try {
        const visitors = await underLoad(`${provider} on a full disk`, target, async () => {
          disk.fill();
          await untilElapsed(8_000);
          disk.empty();
        });
        expect(visitors.refused, 'a full disk that nobody noticed proves nothing').toBeGreaterThan(0);
      } finally {
        await target.stop();
      }
    } finally {
      disk.remove();
    }
  });
});

/**
 * Visitors confirm and read the note before, during and after a database failure. Each response is either a stored
 * confirmation, or the form with all that was typed and an explanation. Visitors send that form again until it is stored.
 */
async function underLoad(name: string, target: Target, fault: () => Promise<void>) {
  const { site, sql, mail } = target;
  const hidden = await openedForm(site.origin);
  const acknowledged: number[] = [];
  const notes: number[] = [];
  const forms: number[] = [];
  let refused = 0;
  let errorPages = 0;
  let slowest = 0;
  let nextPerson = 0;
  let isOver = false;

  const confirming = async () => {
    while (!isOver) {
      const person = nextPerson++;
      for (let isRecorded = false; !isRecorded; ) {
        const { status, body, ms } = await confirm(site.origin, hidden, person);
        slowest = Math.max(slowest, ms);
        isRecorded = status === 303;
        if (isRecorded) acknowledged.push(person);
        else {
          expect([200, 500], `person ${person}`).toContain(status);
          expect(body).toContain('حدث خلل في الموقع، وليس فيما كتبتموه');
          expect(keepsValues(body, person), 'what was typed').toBe(true);
          refused += 1;
          await untilElapsed(TRY_AGAIN_MS);
        }
      }
    }
  };
  const reading = async () => {
    while (!isOver) {
      const note = await timed(`${site.origin}/ar`);
      expect(note.status).toBe(200);
      expect(note.page).toContain('دبي');
      notes.push(note.ms);
      const form = await timed(`${site.origin}/ar/rsvp`);
      if (form.status === 500) {
        expect(form.page).toContain('تعذّر عرض هذه الصفحة');
        errorPages += 1;
      } else expect(form.status).toBe(200);
      forms.push(form.ms);
      await sleep(50);
    }
  };
  const visitors = Promise.all([...Array.from({ length: AT_ONCE }, confirming), reading()]);
  const everything = async () => {
    await untilElapsed(1_500);
    await fault();
    const before = acknowledged.length;
    const since = performance.now();
    while (acknowledged.length === before) await sleep(20);
    const recoveredMs = performance.now() - since;
    await untilElapsed(1_500);
    isOver = true;
    await visitors;
    return recoveredMs;
  };
  // A visitor who gets a wrong response ends the proof.
  const [recoveredMs] = await Promise.all([everything(), visitors]);

  await sleep(100);
  const count = async (table: string) =>
    (await sql<{ n: number | string }>(`SELECT count(*) AS n FROM ${table}`))[0]?.n;
  const stored = new Set(
    (await sql<{ emailKey: string }>('SELECT "emailKey" FROM "Registration"')).map((row) => row.emailKey),
  );
  expect(stored.size).toBe(nextPerson);
  expect(acknowledged.filter((person) => !stored.has(emailOf(person)))).toEqual([]);
  for (const rows of [
    '"Registration"',
    `"AuditEvent" WHERE type = 'registration.confirmed'`,
    `"OutboxMessage" WHERE kind = 'acknowledgement'`,
    '"OutboxMessage"',
  ]) {
    expect(Number(await count(rows)), rows).toBe(nextPerson);
  }
  await target.hurry();
  await target.untilAllSent(60_000);
  expect(new Set(mail.arrivals.map(({ to }) => to)).size).toBe(nextPerson);
  expect(slowest).toBeLessThan(ANSWERED_MS);
  const slowestNote = Math.max(...notes);
  expect(slowestNote, 'the note').toBeLessThan(NOTE_MS);
  figure(
    `${name}: ${acknowledged.length} recorded, ${refused} forms came back with all that was typed, slowest answer ${(slowest / 1000).toFixed(1)} s; again ${recoveredMs.toFixed(0)} ms after the fault; the note in ${percentile(notes, 50).toFixed(0)} ms (slowest ${slowestNote.toFixed(0)}), ${forms.length} form pages (p95 ${percentile(forms, 95).toFixed(0)} ms), ${errorPages} of them error pages; ${mail.arrivals.length - nextPerson} emails twice`,
  );
  return { refused };
}

async function timed(address: string): Promise<{ status: number; page: string; ms: number }> {
  const since = performance.now();
  const response = await fetch(address);
  const page = await response.text();
  return { status: response.status, page, ms: performance.now() - since };
}
