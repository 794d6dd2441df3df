import { expect, test } from 'vitest';
import { errorsIn, fuzz, fuzzTargets, routesToOpen } from '@/tests/support/fuzz';
import { Site } from '@/tests/support/site';
import { percentile } from '@/tests/support/timing';
import { figure } from './load';

const SEEDS = [101, 202, 303, 404, 505];
const EACH = 4_000;
/** How much the site's memory may grow beyond its size after warm-up, in MiB. */
const MOST_MORE = 120;
/** How far the median of the last two rounds may lie above that of the first two, in MiB. */
const MOST_GROWTH = 40;

test(`${SEEDS.length * EACH} malformed requests cause no failure, reveal nothing, and leave no error and no memory behind`, async () => {
  // With much memory available Node.js delays garbage collection. With little, the memory in use is what is still referenced.
  const site = await Site.start({ settings: { NODE_OPTIONS: '--max-old-space-size=192' } });
  const samples: number[] = [];
  const sampling = setInterval(() => samples.push(site.memory()), 1_000);
  try {
    const targets = await fuzzTargets(site);
    const round = (seed: number, count = EACH) => fuzz(site.origin, { count, seed, ...targets });
    await round(99, 2_000);
    const warm = site.memory();

    const outcomes = [];
    const heapSizes: number[] = [];
    for (const seed of SEEDS) {
      samples.length = 0;
      outcomes.push(await round(seed));
      heapSizes.push(percentile(samples, 50));
    }
    const statuses = new Map<number, number>();
    for (const outcome of outcomes) {
      for (const [status, count] of outcome.statuses) {
        statuses.set(status, (statuses.get(status) ?? 0) + count);
      }
    }
    expect(outcomes.flatMap(({ findings }) => findings)).toEqual([]);
    expect(errorsIn(site.log())).toEqual([]);
    const opened = new Set(outcomes.flatMap((outcome) => [...outcome.opened]));
    expect(routesToOpen().filter((route) => !opened.has(route))).toEqual([]);
    const after = site.memory();
    const responses = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
    figure(
      `${SEEDS.length} seeds of ${EACH} requests, answered ${responses.join(', ')}; ${opened.size} routes opened; memory ${warm.toFixed(0)} MiB warm, then ${heapSizes.map((each) => each.toFixed(0)).join(', ')}, ${after.toFixed(0)} after`,
    );
    expect(after - warm).toBeLessThan(MOST_MORE);
    const [first = 0, second = 0, , fourth = 0, fifth = 0] = heapSizes;
    expect(fourth + fifth - first - second, 'still growing').toBeLessThan(2 * MOST_GROWTH);
    expect((await fetch(`${site.origin}/ar`)).status).toBe(200);
  } finally {
    clearInterval(sampling);
    await site.stop();
  }
});
