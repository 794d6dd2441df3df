import { describe, expect, test } from 'vitest';
import { openForm, sendForm } from '@/tests/support/site';
import { percentile, untilElapsed } from '@/tests/support/timing';
import { confirm, emailOf, figure, forEach, openedForm } from './load';
import { providers, startTarget } from './target';

const PAIRS = 25;
/** The middle of the differences between one thing and the same once more is less. */
const TELLS_NOTHING_MS = 5;
/** Whatever PostgreSQL writes down costs so much more than what is only looked up, so that it shows. */
const SLOW_DISK_MS = 50;
/** What an answer has caused is over before the next one is asked for. */
const REST_MS = 100;

const memberOf = (n: number): string => `member-${n}@example.org`;
const strangerOf = (n: number): string => `nobody-${n}@example.org`;

type Times = { answer: number; next: number; meanwhile: number };
const measures = {
  answer: 'has the answer',
  next: 'has the next page after the answer',
  meanwhile: 'waits at most for a page that is asked for again and again meanwhile',
} satisfies Record<keyof Times, string>;

describe.each(providers)('on %s', (provider) => {
  test('no time tells whether an address is registered, or may sign in: not of the answer, nor of any request after or beside it', async () => {
    const members = Array.from({ length: 2 * PAIRS }, (_, n) => memberOf(n));
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
      await forEach(2 * PAIRS, 4, async (n) => {
        expect((await confirm(site.origin, opened, n)).status).toBe(303);
      });
      await target.untilAllSent(60_000);

      const timeOfPage = async (): Promise<number> => {
        const since = performance.now();
        await (await fetch(`${site.origin}/ar/registration`)).text();
        return performance.now() - since;
      };
      const asks = [
        { what: 'a lost link', path: '/ar/registration', known: emailOf },
        { what: 'a code', path: '/ar/admin/sign-in', known: memberOf },
      ];
      for (const { what, path, known } of asks) {
        const form = await openForm(site.origin + path);
        const timeOf = async (email: string): Promise<Pick<Times, 'answer' | 'next'>> => {
          const since = performance.now();
          const { status } = await sendForm(form, { email });
          const answer = performance.now() - since;
          expect(status).toBe(303);
          const next = await timeOfPage();
          await untilElapsed(REST_MS);
          return { answer, next };
        };
        /** The longest that somebody waits who asks for a page again and again, until some time after the answer. */
        const timeBeside = async (email: string): Promise<number> => {
          let isOver = false;
          const over = sendForm(form, { email })
            .then(() => untilElapsed(REST_MS))
            .finally(() => {
              isOver = true;
            });
          let longest = 0;
          while (!isOver) longest = Math.max(longest, await timeOfPage());
          await over;
          return longest;
        };
        const timesOf = async (email: string, other: string): Promise<Times> => ({
          ...(await timeOf(email)),
          meanwhile: await timeBeside(other),
        });
        await timesOf(strangerOf(2 * PAIRS), strangerOf(2 * PAIRS + 1));
        const times = { known: [] as Times[], stranger: [] as Times[] };
        for (let n = 0; n < PAIRS; n++) {
          // Now the one comes first, now the other: what the one leaves to be done meets both.
          const pair = [
            { of: times.known, addressOf: known },
            { of: times.stranger, addressOf: strangerOf },
          ];
          for (const { of, addressOf } of n % 2 ? pair : pair.reverse())
            of.push(await timesOf(addressOf(2 * n), addressOf(2 * n + 1)));
        }
        for (const [measure, said] of Object.entries(measures) as [keyof Times, string][]) {
          const median = (of: Times[]) =>
            percentile(
              of.map((each) => each[measure]),
              50,
            );
          // What else the machine does meets both of a pair.
          const differences = times.known.map(
            (each, n) => each[measure] - (times.stranger[n]?.[measure] ?? 0),
          );
          const difference = percentile(differences, 50);
          figure(
            `${provider}: whoever asks for ${what} ${said} after ${median(times.known).toFixed(1)} ms where the address is known, after ${median(times.stranger).toFixed(1)} ms where it is not; the middle of ${PAIRS} differences is ${difference.toFixed(1)} ms`,
          );
          expect.soft(Math.abs(difference), `${what}: ${said}`).toBeLessThan(TELLS_NOTHING_MS);
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
