import { expect, test } from 'vitest';
import { openForm, sendForm } from '@/tests/support/site';
import { percentile, untilElapsed } from '@/tests/support/timing';
import { confirm, emailOf, figure, forEach, openedForm } from './load';
import { startTarget } from './target';

const PAIRS = 25;
/** Two medians of one and the same thing differ by less. */
const TELLS_NOTHING_MS = 10;
/** Whatever is written down costs so much more than what is only looked up, so that it shows. */
const SLOW_DISK_MS = 50;
/** What an answer has caused is over before the next one is asked for. */
const REST_MS = 60;

const memberOf = (n: number): string => `member-${n}@example.org`;
const strangerOf = (n: number): string => `nobody-${n}@example.org`;

test('the time of an answer does not tell whether an address is registered, or may sign in', async () => {
  const members = Array.from({ length: PAIRS }, (_, n) => memberOf(n));
  const target = await startTarget('PostgreSQL', {
    settings: { ADMIN_EMAILS: members.join() },
    before: async ({ sql }) => {
      await sql('ALTER SYSTEM SET commit_siblings = 0');
      await sql(`ALTER SYSTEM SET commit_delay = ${SLOW_DISK_MS * 1_000}`);
      await sql('SELECT pg_reload_conf()');
    },
  });
  try {
    const { site, mail } = target;
    const opened = await openedForm(site.origin);
    await forEach(PAIRS, 4, async (n) => {
      expect((await confirm(site.origin, opened, n)).status).toBe(303);
    });
    await target.untilAllSent(60_000);

    const asks = [
      { what: 'a lost link', path: '/ar/registration', known: emailOf },
      { what: 'a code', path: '/ar/admin/sign-in', known: memberOf },
    ];
    for (const { what, path, known } of asks) {
      const form = await openForm(site.origin + path);
      const timeOf = async (email: string): Promise<number> => {
        const since = performance.now();
        const { status } = await sendForm(form, { email });
        const took = performance.now() - since;
        expect(status).toBe(303);
        await untilElapsed(REST_MS);
        return took;
      };
      await timeOf(strangerOf(PAIRS));
      const times = { known: [] as number[], stranger: [] as number[] };
      for (let n = 0; n < PAIRS; n++) {
        // Now the one comes first, now the other: what the one leaves to be done meets both.
        const pair = [
          { of: times.known, email: known(n) },
          { of: times.stranger, email: strangerOf(n) },
        ];
        for (const { of, email } of n % 2 ? pair : pair.reverse()) of.push(await timeOf(email));
      }
      const median = (of: number[]) => percentile(of, 50);
      const [ofKnown, ofStranger] = [median(times.known), median(times.stranger)];
      figure(
        `a disk that takes ${SLOW_DISK_MS} ms: whoever asks for ${what} has the answer after ${ofKnown.toFixed(1)} ms where the address is known, after ${ofStranger.toFixed(1)} ms where it is not (${PAIRS} of each)`,
      );
      expect(Math.abs(ofKnown - ofStranger), what).toBeLessThan(TELLS_NOTHING_MS);
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
