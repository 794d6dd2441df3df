import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/lib/time/instant';
import { percentile, untilElapsed } from '@/tests/support/timing';
import { confirm, emailOf, figure, healthOf, openedForm } from './load';
import { startMovableClock } from './movable-clock';
import { providers, startTarget } from './target';

/** The offsets of the clock, one after the other: an hour ahead, a day ahead, an hour behind, and correct again. */
const JUMPS_MS = [HOUR_MS, HOUR_MS + DAY_MS, DAY_MS, 0];
const AT_ONCE = 6;
/** How many emails one process sends at a time. When the clock jumps past their lease, they may be sent twice. */
const SENT_AT_ONCE = 3;

describe.each(providers)('on %s', (provider) => {
  test('while the machine’s clock jumps ahead and back, every email is sent, on time, and hardly any twice', async () => {
    const clock = startMovableClock();
    const target = await startTarget(provider, { settings: clock.settings });
    try {
      const { site, sql, mail } = target;
      const hidden = await openedForm(site.origin);
      const acknowledged = new Set<string>();
      const times: number[] = [];
      let person = 0;
      let isOver = false;
      // One in ten is refused for now, so that some emails wait for a retry at each jump of the clock.
      let isBusy = true;
      mail.behaviour = (to) => (isBusy && /[05]@/.test(to) ? 'later' : 'accept');

      const visitors = Array.from({ length: AT_ONCE }, async () => {
        while (!isOver) {
          const mine = person++;
          const { status, ms } = await confirm(site.origin, hidden, mine);
          expect(status).toBe(303);
          acknowledged.add(emailOf(mine));
          times.push(ms);
        }
      });
      await untilElapsed(3_000);
      for (const ms of JUMPS_MS) {
        await clock.put(ms, site.origin);
        for (const path of ['/ar', '/en', '/ar/rsvp', '/health'])
          expect((await fetch(site.origin + path)).status, path).toBe(200);
        await untilElapsed(3_000);
      }
      isOver = true;
      await Promise.all(visitors);
      isBusy = false;

      const stored = await sql<{ emailKey: string }>('SELECT "emailKey" FROM "Registration"');
      expect(stored).toHaveLength(acknowledged.size);
      expect(new Set(stored.map(({ emailKey }) => emailKey))).toEqual(acknowledged);
      // The longest pause that is possible here is the one before a second attempt.
      const since = Date.now();
      await target.untilAllSent(5 * MINUTE_MS);
      const waited = Math.round((Date.now() - since) / 1_000);
      const messages = await sql<{ id: string; failedAt: unknown; attempts: number }>(
        'SELECT id, "failedAt", attempts FROM "OutboxMessage"',
      );
      expect(messages.filter(({ failedAt }) => failedAt)).toEqual([]);
      const arrived = new Set(mail.arrivals.map(({ id }) => id));
      expect(messages.filter(({ id }) => !arrived.has(id))).toEqual([]);
      const duplicates = mail.arrivals.length - arrived.size;
      expect(duplicates).toBeLessThanOrEqual(JUMPS_MS.length * SENT_AT_ONCE);
      const retried = messages.filter(({ attempts }) => attempts > 1).length;
      expect(retried, 'emails that waited for another try').toBeGreaterThan(0);
      figure(
        `${provider}: ${JUMPS_MS.length} jumps, ${acknowledged.size} acknowledged and recorded, ${messages.length} emails, ${retried} of them tried again, ${duplicates} sent twice (at most ${JUMPS_MS.length * SENT_AT_ONCE}), the last ${waited} s after the last jump; answers within ${Math.round(percentile(times, 95))} ms (95 of 100), the slowest ${Math.round(Math.max(...times))} ms`,
      );
      expect(await healthOf(site.origin)).toBe('ok');
    } finally {
      await target.stop();
      clock.stop();
    }
  });
});
