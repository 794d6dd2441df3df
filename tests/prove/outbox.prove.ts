import { describe, expect, test } from 'vitest';
import { migrate } from '@/lib/db/migrate';
import { MINUTE_MS } from '@/lib/time/instant';
import { percentile, untilElapsed } from '@/tests/support/timing';
import { confirm, figure, healthOf, openedForm, until } from './load';
import { providers, startTarget } from './target';

const EMAILS = 10_000;
/** Sent first: the heap grows once to the size that this work needs. From then on it is compared with itself. */
const WARM = 1_000;
/** How far the maximum of the second half may exceed the first, in MiB. The heap varies by 60. A leak of 16 KiB an email adds 233. */
const MOST_GROWTH = 100;
/** How much the site may hold at any moment beyond its size before, in MiB. */
const MOST_BETWEEN = 180;
/** The 95th percentile of a response's time while the outbox is full, in milliseconds. */
const QUICK_MS = 1_000;

/** An instant in a format that both databases accept. */
const stamp = (at = Date.now()) => new Date(at).toISOString().replace('Z', '+00:00');

const fill = (count: number, at: string) => [
  ...['OutboxMessage', 'AuditEvent', 'Registration'].map((table) => `DELETE FROM "${table}"`),
  `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    INSERT INTO "Registration" (id, "meetingId", reference, "fullName", "jobTitle", email, language, "nameKey", "emailKey", "searchKey", letter, "confirmedAt", "createdAt", "updatedAt")
    SELECT 'r' || i, 'm', 'R' || i, 'سلمى المثال ' || i, 'مديرة', 'queued-' || i || '@example.org', 'ar', 'n' || i, 'queued-' || i || '@example.org', 'k', 'waiting', '${at}', '${at}', '${at}' FROM n`,
  `INSERT INTO "AuditEvent" ("registrationId", type, actor, details, at) SELECT id, 'registration.confirmed', 'participant', '{}', '${at}' FROM "Registration"`,
  `INSERT INTO "OutboxMessage" (id, kind, "registrationId", "eventId", "createdAt", "dueAt") SELECT 'email-' || id, 'acknowledgement', "registrationId", id, '${at}', '${at}' FROM "AuditEvent"`,
];

describe.each(providers)('on %s', (provider) => {
  test(`an outbox of ${EMAILS} emails is emptied, each sent once, while visitors get quick responses`, async () => {
    const target = await startTarget(provider, {
      before: ({ postgres, databaseFile }) =>
        migrate(postgres ? postgres.url('meeting') : `file:${databaseFile}`).then(() => {}),
    });
    try {
      const { site, sql, mail } = target;
      const hidden = await openedForm(site.origin);
      for (let n = 0; n < 30; n++) {
        await confirm(site.origin, hidden, n);
        for (const path of ['/ar', '/ar/rsvp']) await (await fetch(site.origin + path)).text();
      }
      for (const statement of fill(WARM, stamp())) await sql(statement);
      await target.untilAllSent(120_000);
      mail.arrivals.length = 0;
      const before = site.memory();

      const since = performance.now();
      for (const statement of fill(EMAILS, stamp())) await sql(statement);
      const confirmations: number[] = [];
      const pages: number[] = [];
      const peaks = { first: before, second: 0 };
      let person = 1_000;
      while (mail.arrivals.length < EMAILS) {
        if (performance.now() - since > 8 * MINUTE_MS)
          throw new Error(`only ${mail.arrivals.length} emails came`);
        const { status, ms } = await confirm(site.origin, hidden, person++);
        expect(status).toBe(303);
        confirmations.push(ms);
        for (const path of ['/ar', '/ar/rsvp', '/ar/privacy']) {
          const asked = performance.now();
          const answer = await fetch(site.origin + path);
          await answer.text();
          expect(answer.status).toBe(200);
          pages.push(performance.now() - asked);
        }
        expect(await healthOf(site.origin)).toBe('ok');
        const half = mail.arrivals.length < EMAILS / 2 ? 'first' : 'second';
        peaks[half] = Math.max(peaks[half], site.memory());
        await untilElapsed(500);
      }
      const seconds = (performance.now() - since) / 1_000;
      await target.untilAllSent(60_000);
      const ids = mail.arrivals.map(({ id }) => id);
      expect(new Set(ids).size, 'each once').toBe(ids.length);
      expect(ids).toHaveLength(EMAILS + person - 1_000);
      const p95 = [confirmations, pages].map((times) => Math.round(percentile(times, 95)));
      figure(
        `${provider}: ${EMAILS} emails in ${seconds.toFixed(0)} s, ${(EMAILS / seconds).toFixed(0)} a second; memory ${before.toFixed(0)} MiB after ${WARM} before them, at most ${peaks.first.toFixed(0)} in the first half, ${peaks.second.toFixed(0)} in the second; meanwhile 95 of 100 confirmations within ${p95[0]} ms (${confirmations.length}), pages within ${p95[1]} ms (${pages.length})`,
      );
      expect(peaks.second - peaks.first).toBeLessThan(MOST_GROWTH);
      for (const peak of Object.values(peaks)) expect(peak - before).toBeLessThan(MOST_BETWEEN);
      for (const ms of p95) expect(ms).toBeLessThan(QUICK_MS);

      mail.behaviour = 'later';
      await confirm(site.origin, hidden, person);
      for (const [minutes, status] of [
        [14, 'ok'],
        [16, 'degraded'],
      ] as const) {
        await sql(
          `UPDATE "OutboxMessage" SET "createdAt" = '${stamp(Date.now() - minutes * MINUTE_MS)}' WHERE "sentAt" IS NULL`,
        );
        expect(await healthOf(site.origin), `due for ${minutes} minutes`).toBe(status);
      }
      mail.behaviour = 'accept';
      await target.hurry();
      await until(async () => (await healthOf(site.origin)) === 'ok', 15_000);
    } finally {
      await target.stop();
    }
  });
});
