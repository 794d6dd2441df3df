import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { facts } from '@/lib/meeting/content/facts';
import { later, SECOND_MS } from '@/lib/time/instant';
import words from '@/messages/ar.json';
import { nameOf } from '@/tests/support/builders';
import { confirm, emailOf, figure, forEach, openedForm } from './load';
import { providers, startTarget } from './target';

const PEOPLE = 1_000;
const AT_ONCE = 24;
/** How long before the deadline the meeting's clock starts: time for start-up and warm-up. */
const LEAD_MS = 40 * SECOND_MS;
/** The confirmations are spread evenly around the deadline. */
const SPREAD_MS = 20 * SECOND_MS;
/** Forms are accepted until the exact deadline: the last accepted one is no further from it than this. */
const LAST_WITHIN_MS = 500;

describe.each(providers)('on %s', (provider) => {
  test(`of ${PEOPLE} confirmations around the deadline exactly those are accepted whose transaction read a time before it`, async () => {
    const { closesAt } = facts;
    let startedAt = 0;
    const target = await startTarget(provider, {
      settings: { MEETING_CLOCK: later(closesAt, -LEAD_MS).toISOString() },
      before: async () => {
        startedAt = Date.now();
      },
    });
    try {
      const { site, sql, mail } = target;
      const hidden = await openedForm(site.origin);
      const warm = Array.from({ length: 20 }, (_, n) => confirm(site.origin, hidden, PEOPLE + n));
      expect((await Promise.all(warm)).map(({ status }) => status)).toEqual(warm.map(() => 303));
      const begin = startedAt + LEAD_MS - SPREAD_MS / 2;
      expect(begin, 'the site was warm in time').toBeGreaterThan(Date.now());

      const acceptedEmails = new Set<string>();
      const refused = new Set<string>();
      let firstRefusedAt = Number.POSITIVE_INFINITY;
      await forEach(PEOPLE, AT_ONCE, async (person) => {
        const dueInMs = begin + (person * SPREAD_MS) / PEOPLE - Date.now();
        await sleep(Math.max(0, dueInMs));
        const { status, body } = await confirm(site.origin, hidden, person);
        const answeredAt = Date.now();
        if (status === 303) {
          acceptedEmails.add(emailOf(person));
          return;
        }
        expect(status).toBe(200);
        expect(body).toContain(words.rsvp.closedHeading);
        expect(body, 'what was typed is kept').toContain(nameOf(person));
        expect(body).toContain(emailOf(person));
        refused.add(emailOf(person));
        firstRefusedAt = Math.min(firstRefusedAt, answeredAt);
      });

      const isWarm = new Set(warm.map((_, n) => emailOf(PEOPLE + n)));
      const rows = (
        await sql<{ emailKey: string; isBefore: number | boolean }>(
          `SELECT "emailKey", "confirmedAt" < '${closesAt.toISOString().replace('Z', '+00:00')}' AS "isBefore" FROM "Registration"`,
        )
      ).filter(({ emailKey }) => !isWarm.has(emailKey));
      expect(
        rows.filter(({ isBefore }) => !isBefore),
        'recorded at the deadline or later',
      ).toEqual([]);
      expect(new Set(rows.map(({ emailKey }) => emailKey))).toEqual(acceptedEmails);
      expect(rows).toHaveLength(acceptedEmails.size);
      expect(acceptedEmails.size + refused.size).toBe(PEOPLE);
      expect(Math.min(acceptedEmails.size, refused.size), 'of each kind').toBeGreaterThanOrEqual(100);

      await target.untilAllSent(120_000);
      const count = async (table: string, of: string) =>
        (await sql(`SELECT id FROM "${table}" WHERE ${of}`)).length;
      expect(await count('AuditEvent', `type = 'registration.confirmed'`)).toBe(
        acceptedEmails.size + isWarm.size,
      );
      expect(await count('OutboxMessage', `kind = 'acknowledgement'`)).toBe(
        acceptedEmails.size + isWarm.size,
      );
      const arrived = mail.arrivals.map(({ to }) => to).filter((to) => !isWarm.has(to));
      expect(arrived).toHaveLength(acceptedEmails.size);
      expect(new Set(arrived)).toEqual(acceptedEmails);
      const [last] = await sql<{ at: string }>(
        'SELECT CAST(MAX("confirmedAt") AS TEXT) AS at FROM "Registration"',
      );
      const lastBefore = closesAt.getTime() - instantOf(last?.at);
      expect(lastBefore, 'the last was accepted right before the deadline').toBeLessThan(LAST_WITHIN_MS);
      // The site's clock was set to its instant some time after the proof recorded it.
      const refusedAfter = firstRefusedAt - (startedAt + LEAD_MS);
      expect(refusedAfter, 'nothing was refused before the deadline').toBeGreaterThanOrEqual(0);
      figure(
        `${provider}: ${acceptedEmails.size} accepted, ${refused.size} refused; the last recorded ${lastBefore} ms before the deadline, the first refused at most ${refusedAfter} ms after it`,
      );
    } finally {
      await target.stop();
    }
  });
});

/** An instant as either database stores it, in milliseconds. */
const instantOf = (text = ''): number => Date.parse(`${text.slice(0, 23).replace(' ', 'T')}Z`);
