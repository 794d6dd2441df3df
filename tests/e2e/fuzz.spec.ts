import { errorsIn, everybodyAt, fuzz, toOpen } from '../support/fuzz';
import { Site } from '../support/site';
import { expect, test } from '../support/test';

test('two thousand requests that nobody would send fail nothing and learn nothing', async () => {
  test.setTimeout(180_000);
  const site = await Site.start();
  try {
    const everybody = await everybodyAt(site);
    const warm = await fuzz(site.origin, { count: 500, seed: 10, ...everybody });
    expect(warm.findings).toEqual([]);
    const before = site.memory();
    const { findings, statuses, opened } = await fuzz(site.origin, { count: 2_000, seed: 11, ...everybody });
    expect(findings).toEqual([]);
    expect(errorsIn(site.log())).toEqual([]);
    expect(site.memory() - before, 'MiB more than before').toBeLessThan(150);
    for (const status of [200, 303, 400, 403, 404])
      expect(statuses.get(status), `answers ${status}`).toBeGreaterThan(0);
    const seen = new Set([...warm.opened, ...opened]);
    expect(toOpen().filter((route) => !seen.has(route))).toEqual([]);
    expect((await fetch(`${site.origin}/ar`)).status).toBe(200);
  } finally {
    await site.stop();
  }
});
