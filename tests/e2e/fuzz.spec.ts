import { errorsIn, fuzz, fuzzTargets } from '../support/fuzz';
import { expect, test } from '../support/test';

// `npm run prove` sends ten times as many, and requests to every route.
test('two hundred malformed requests cause no failure and reveal nothing', async ({ lend }) => {
  const site = await lend();
  const everybody = await fuzzTargets(site);
  const { findings, statuses } = await fuzz(site.origin, { count: 200, seed: 3, ...everybody });
  expect(findings).toEqual([]);
  expect(errorsIn(site.log())).toEqual([]);
  for (const status of [200, 303, 400, 403, 404])
    expect(statuses.get(status), `answers ${status}`).toBeGreaterThan(0);
  expect((await fetch(`${site.origin}/ar`)).status).toBe(200);
});
