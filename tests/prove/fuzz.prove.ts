import { expect, test } from 'vitest';
import { errorsIn, everybodyAt, fuzz } from '@/tests/support/fuzz';
import { Site } from '@/tests/support/site';
import { figure } from './load';

const SEEDS = [101, 202, 303, 404, 505];
const EACH = 4_000;
/** MiB that the site may hold after all of it beyond what it held once it was warm. */
const MOST_MORE = 120;

test(`${SEEDS.length * EACH} requests that nobody would send fail nothing, learn nothing, and leave no error and no memory behind`, async () => {
  // Where there is room Node.js puts off collecting what nobody needs any more: with little, what stays is what is held.
  const site = await Site.start({ settings: { NODE_OPTIONS: '--max-old-space-size=192' } });
  const samples: number[] = [];
  const sampling = setInterval(() => samples.push(site.memory()), 1_000);
  try {
    const everybody = await everybodyAt(site);
    const round = (seed: number, count = EACH) => fuzz(site.origin, { count, seed, ...everybody });
    await round(99, 2_000);
    const warm = site.memory();
    samples.length = 0;

    const outcomes = [];
    for (const seed of SEEDS) outcomes.push(await round(seed));
    const statuses = new Map<number, number>();
    for (const outcome of outcomes) {
      for (const [status, count] of outcome.statuses) {
        statuses.set(status, (statuses.get(status) ?? 0) + count);
      }
    }
    expect(outcomes.flatMap(({ findings }) => findings)).toEqual([]);
    expect(errorsIn(site.log())).toEqual([]);
    const after = site.memory();
    const answers = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
    figure(
      `${SEEDS.length} seeds of ${EACH} requests, answered ${answers.join(', ')}; memory ${warm.toFixed(0)} MiB warm, ${Math.max(...samples).toFixed(0)} at most, ${after.toFixed(0)} after`,
    );
    expect(after - warm).toBeLessThan(MOST_MORE);
    expect((await fetch(`${site.origin}/ar`)).status).toBe(200);
  } finally {
    clearInterval(sampling);
    await site.stop();
  }
});
