import { describe, expect, test } from 'vitest';
import { openForm, sendForm } from '@/tests/support/site';
import { percentile, untilElapsed } from '@/tests/support/timing';
import { confirm, emailOf, figure, forEach, openedForm } from './load';
import { providers, startTarget } from './target';

const PAIRS = 25;
/** A delay for each write to PostgreSQL, so that a difference between writing and only reading becomes visible. */
const SLOW_DISK_MS = 50;
/** Wait until the effects of a request are over before the next one is sent. */
const REST_MS = 100;

const memberOf = (n: number): string => `member-${n}@example.org`;
const strangerOf = (n: number): string => `nobody-${n}@example.org`;

type Times = { answer: number; next: number; work: number };
/** What is measured, and how much the two cases may differ, in milliseconds. */
const measures = {
  answer: { label: 'has the answer after', within: 10 },
  next: { label: 'has the next page after', within: 5 },
  /** Computing delays other requests, too. Sending an email is part of it, and happens only for known addresses. */
  work: { label: 'makes the site compute for', within: 9 },
} satisfies Record<keyof Times, { label: string; within: number }>;
const measured = Object.keys(measures) as (keyof Times)[];

describe.each(providers)('on %s', (provider) => {
  test('no time reveals whether an address is registered or may sign in: not that of the response, of the next one, or of computing', async () => {
    const members = Array.from({ length: PAIRS + 1 }, (_, n) => memberOf(n));
    const target = await startTarget(provider, {
      settings: { ADMIN_EMAILS: members.join() },
      before: async ({ sql, postgres }) => {
        if (!postgres) return;
        await sql('ALTER SYSTEM SET commit_siblings = 0');
        await sql(`ALTER SYSTEM SET commit_delay = ${SLOW_DISK_MS * 1_000}`);
        await sql('SELECT pg_reload_conf()');
      },
    });
    try {
      const { site, mail } = target;
      const opened = await openedForm(site.origin);
      await forEach(PAIRS + 1, 4, async (n) => {
        expect((await confirm(site.origin, opened, n)).status).toBe(303);
      });
      await target.untilAllSent(60_000);

      const timeOfPage = async (): Promise<number> => {
        const since = performance.now();
        await (await fetch(`${site.origin}/ar/registration`)).text();
        return performance.now() - since;
      };
      const asks = [
        { title: 'a lost link', path: '/ar/registration', known: emailOf },
        { title: 'a code', path: '/ar/admin/sign-in', known: memberOf },
      ];
      for (const { title, path, known } of asks) {
        const form = await openForm(site.origin + path);
        const timesOf = async (email: string): Promise<Times> => {
          const computed = site.cpuMs();
          const since = performance.now();
          const { status } = await sendForm(form, { email });
          const answer = performance.now() - since;
          expect(status).toBe(303);
          const next = await timeOfPage();
          await untilElapsed(REST_MS);
          return { answer, next, work: site.cpuMs() - computed };
        };
        // The first request of each kind also loads its code.
        for (const first of [known(PAIRS), strangerOf(PAIRS)]) await timesOf(first);
        const times = { known: [] as Times[], stranger: [] as Times[] };
        for (let n = 0; n < PAIRS; n++) {
          // The order alternates, so that work left by one case affects both.
          const pair = [
            { of: times.known, addressOf: known },
            { of: times.stranger, addressOf: strangerOf },
          ];
          for (const { of, addressOf } of n % 2 ? pair : pair.reverse()) of.push(await timesOf(addressOf(n)));
        }
        for (const measure of measured) {
          const { label, within } = measures[measure];
          const middle = (values: number[]) =>
            measure === 'work'
              ? values.reduce((sum, each) => sum + each) / values.length
              : percentile(values, 50);
          const ofKnown = times.known.map((each) => each[measure]);
          const ofStranger = times.stranger.map((each) => each[measure]);
          // Other work on the machine affects both of a pair.
          const difference = middle(ofKnown.map((value, n) => value - (ofStranger[n] ?? 0)));
          figure(
            `${provider}: whoever asks for ${title} ${label} ${middle(ofKnown).toFixed(1)} ms where the address is known, ${middle(ofStranger).toFixed(1)} ms where it is not (${PAIRS} of each), which differ by ${difference.toFixed(1)} ms`,
          );
          expect.soft(Math.abs(difference), `${title}: ${label}`).toBeLessThan(within);
        }
      }
      await target.untilAllSent(60_000);
      const reached = new Set(mail.arrivals.map(({ to }) => to));
      expect([...reached].filter((to) => to.startsWith('nobody-'))).toEqual([]);
      for (const member of members) expect(reached, member).toContain(member);
      expect(
        mail.arrivals.filter(({ to }) => to === emailOf(0)),
        'acknowledged, and a lost link',
      ).toHaveLength(2);
    } finally {
      await target.stop();
    }
  });
});
