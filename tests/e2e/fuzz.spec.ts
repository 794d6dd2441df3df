import { errorsIn, fuzz, fuzzTargets } from '../support/fuzz';
import { expect, test } from '../support/test';

// Ten times as many, and a page of each route among them, are sent by `npm run prove`.
test('two hundred requests that nobody would send fail nothing and learn nothing', async ({ lend }) => {
  const site = await lend();
  const everybody = await fuzzTargets(site);
  const { findings, statuses } = await fuzz(site.origin, { count: 200, seed: 3, ...everybody });
  expect(findings).toEqual([]);
  expect(errorsIn(site.log())).toEqual([]);
  for (const status of [200, 303, 400, 403, 404])
    expect(statuses.get(status), `answers ${status}`).toBeGreaterThan(0);
  expect((await fetch(`${site.origin}/ar`)).status).toBe(200);
});
