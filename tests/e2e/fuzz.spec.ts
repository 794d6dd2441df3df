import { errorsIn, fuzz } from '../support/fuzz';
import { inviteHost, sessionOf } from '../support/sign-in';
import { openForm, Site, sendForm } from '../support/site';
import { expect, test } from '../support/test';

test('two thousand requests that nobody would send fail nothing and learn nothing', async () => {
  test.setTimeout(180_000);
  const site = await Site.start();
  try {
    await sendForm(await openForm(`${site.origin}/ar/rsvp`), {
      fullName: 'سلمى المثال',
      jobTitle: 'مديرة',
      email: 'salma@example.org',
    });
    const token = await site.tokenOf('salma@example.org');
    inviteHost(site, 'host@example.org');
    const cookies = ['', await sessionOf(site, 'host@example.org'), await sessionOf(site)];
    const warm = await fuzz(site.origin, { count: 500, seed: 10, cookies, token });
    expect(warm.findings).toEqual([]);
    const before = site.memory();
    const { findings, statuses } = await fuzz(site.origin, { count: 2_000, seed: 11, cookies, token });
    expect(findings).toEqual([]);
    expect(errorsIn(site.log())).toEqual([]);
    expect(site.memory() - before, 'MiB more than before').toBeLessThan(150);
    for (const status of [200, 303, 400, 403, 404])
      expect(statuses.get(status), `answers ${status}`).toBeGreaterThan(0);
    expect((await fetch(`${site.origin}/ar`)).status).toBe(200);
  } finally {
    await site.stop();
  }
});
