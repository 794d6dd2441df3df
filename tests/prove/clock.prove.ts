import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/lib/time/instant';
import { percentile, untilElapsed } from '@/tests/support/timing';
import { confirm, emailOf, figure, openedForm, standing } from './load';
import { startMovableClock } from './movable-clock';
import { providers, startTarget } from './target';

/** By how much the process's clock is off, one after the other: an hour on, a day on, an hour back, and back to the truth. */
const JUMPS_MS = [HOUR_MS, HOUR_MS + DAY_MS, DAY_MS, 0];
const AT_ONCE = 6;
/** What one process has in hand at a time, which a jump past the lease may have sent twice. */
const IN_HAND = 3;

describe.each(providers)('on %s', (provider) => {
  test('while the machine’s clock jumps on and back nothing is lost, held up, given up or sent over and over', async () => {
    const clock = startMovableClock();
    const target = await startTarget(provider, { settings: clock.settings });
    try {
      const { site, sql, mail } = target;
      const hidden = await openedForm(site.origin);
      const acknowledged = new Set<string>();
      const times: number[] = [];
      let person = 0;
      let isOver = false;
      // One in ten is told to try later, so that some letters wait for their next try whenever the clock jumps.
      let isBusy = true;
      mail.manner = (to) => (isBusy && /[05]@/.test(to) ? 'later' : 'accept');

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

      const kept = await sql<{ emailKey: string }>('SELECT "emailKey" FROM "Registration"');
      expect(kept).toHaveLength(acknowledged.size);
      expect(new Set(kept.map(({ emailKey }) => emailKey))).toEqual(acknowledged);
      // The longest pause that a letter may have coming is that of its second try.
      const since = Date.now();
      await target.untilAllSent(5 * MINUTE_MS);
      const waited = Math.round((Date.now() - since) / 1_000);
      const owed = await sql<{ id: string; failedAt: unknown; attempts: number }>(
        'SELECT id, "failedAt", attempts FROM "OutboxMessage"',
      );
      expect(owed.filter(({ failedAt }) => failedAt)).toEqual([]);
      const arrived = new Set(mail.arrivals.map(({ id }) => id));
      expect(owed.filter(({ id }) => !arrived.has(id))).toEqual([]);
      const twice = mail.arrivals.length - arrived.size;
      expect(twice).toBeLessThanOrEqual(JUMPS_MS.length * IN_HAND);
      const again = owed.filter(({ attempts }) => attempts > 1).length;
      expect(again, 'letters that waited for another try').toBeGreaterThan(0);
      figure(
        `${provider}: ${JUMPS_MS.length} jumps, ${acknowledged.size} acknowledged and recorded, ${owed.length} letters, ${again} of them tried again, ${twice} sent twice (at most ${JUMPS_MS.length * IN_HAND}), the last ${waited} s after the last jump; answers within ${Math.round(percentile(times, 95))} ms (95 of 100), the slowest ${Math.round(Math.max(...times))} ms`,
      );
      expect(await standing(site.origin)).toBe('ok');
    } finally {
      await target.stop();
      clock.stop();
    }
  });
});
