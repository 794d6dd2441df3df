import { describe, expect, test } from 'vitest';
import { freePort } from '@/scripts/free-port';
import { ask } from '@/tests/support/ask';
import { hiddenFields } from '@/tests/support/site';
import { SiteProcess, secretary, settingsOf } from '@/tests/support/site-process';
import { figure, forEach, until } from './load';
import { providers, startTarget, type Target } from './target';

const TRIES = 60;
const AT_ONCE = 12;

type Try = {
  typed: Record<string, string>;
  /** From which address of this machine's own network; the same one unless it says so. */
  from?: string;
  headers?: Record<string, string>;
};

/** A second process of the site on the same database. */
async function beside({ postgres, databaseFile, mail }: Target, trustProxy: string): Promise<SiteProcess> {
  const port = await freePort();
  const another = new SiteProcess(port, {
    ...settingsOf(`http://localhost:${port}`, mail),
    SECRETARIAT_NOTICES: 'off',
    DATABASE_URL: postgres ? postgres.url('meeting') : `file:${databaseFile}`,
    ERASURE_JOURNAL: `${databaseFile || '.data/prove'}.erasures`,
    TRUST_PROXY: trustProxy,
  });
  await another.start();
  return another;
}

/** Some tries at one form, by turns at each instance, many at once. @returns how many got through and how many were told to wait */
async function attempt(
  instances: SiteProcess[],
  path: string,
  tries: (n: number) => Try,
): Promise<{ through: number; held: number }> {
  const hidden = await Promise.all(
    instances.map(async ({ origin }) => hiddenFields(await (await fetch(origin + path)).text())),
  );
  let through = 0;
  let held = 0;
  await forEach(TRIES, AT_ONCE, async (n) => {
    const { typed, from = '127.0.0.1', headers = {} } = tries(n);
    const instance = instances[n % instances.length] as SiteProcess;
    const form = new FormData();
    for (const [name, value] of hidden[n % instances.length] ?? [])
      form.append(name, name === 'formId' ? `${path}-${Math.random()}` : value);
    for (const [name, value] of Object.entries(typed)) form.append(name, value);
    const request = new Request(instance.origin, { method: 'POST', body: form });
    const answer = await ask(instance.origin + path, from, {
      method: 'POST',
      headers: {
        'content-type': request.headers.get('content-type') ?? '',
        origin: instance.origin,
        ...headers,
      },
      body: Buffer.from(await request.arrayBuffer()),
    });
    if (answer.status === 303) through += 1;
    else {
      expect(answer.status).toBe(429);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      held += 1;
    }
  });
  return { through, held };
}

const person = (n: number, email = `p${n}@example.org`) => ({
  fullName: `سلمى المثال ${n}`,
  jobTitle: 'مديرة',
  email,
});
const byHops = (hops: string) => ({ 'x-forwarded-for': hops });
/** Everything that a client can say about where it comes from. */
const forged = (n: number) => ({
  'x-forwarded-for': `203.0.113.${n}`,
  forwarded: `for=203.0.113.${n}`,
  'x-real-ip': `203.0.113.${n}`,
  'x-client-address': `203.0.113.${n}`,
});

describe.each(providers)('on %s', (provider) => {
  test('no trick gets more through than the limits say, at two instances that share a database', async () => {
    const target = await startTarget(provider);
    const { site, sql, mail } = target;
    const alone = {
      second: await beside(target, '1'),
      bare: await beside(target, '0'),
      bareToo: await beside(target, '0'),
    };
    const behindProxy = [site, alone.second];
    const withoutProxy = [alone.bare, alone.bareToo];
    try {
      const proofs: [string, number, SiteProcess[], string, (n: number) => Try][] = [
        [
          'one client that forges where it comes from, without a proxy',
          30,
          withoutProxy,
          '/ar/rsvp',
          (n) => ({ typed: person(n), headers: forged(n) }),
        ],
        [
          'one client that forges hops before the proxy’s own',
          30,
          behindProxy,
          '/ar/rsvp',
          (n) => ({ typed: person(n), headers: { ...forged(n), ...byHops(`203.0.113.${n}, 198.51.100.7`) } }),
        ],
        [
          'one client with a whole network of IPv6',
          30,
          behindProxy,
          '/en/rsvp',
          (n) => ({ typed: person(n), headers: byHops(`2001:db8:1:1:${n.toString(16)}::${n}`) }),
        ],
        [
          'many clients for one mailbox, in any spelling',
          10,
          behindProxy,
          '/ar/rsvp',
          (n) => {
            const name = ['salma', 'Salma', 'SALMA', `salma+${n}`, 'sAlma+x+y'][n % 5] ?? '';
            return {
              typed: person(n, `${n % 2 ? ' ' : ''}${name}@${n % 3 ? 'example.org' : 'EXAMPLE.org'}  `),
              headers: byHops(`2001:db8:2:${n.toString(16)}::1`),
            };
          },
        ],
        [
          'one client that asks for lost links of many',
          20,
          behindProxy,
          '/ar/registration',
          (n) => ({ typed: { email: `p${n}@example.org` }, headers: byHops(`10.0.0.${n}, 198.51.100.8`) }),
        ],
        [
          'many clients that ask for codes of one person',
          5,
          behindProxy,
          '/ar/admin/sign-in',
          (n) => ({
            typed: { email: n % 2 ? secretary : secretary.toUpperCase() },
            headers: byHops(`2001:db8:3:${n.toString(16)}::1`),
          }),
        ],
        [
          'one client that asks for codes of many',
          20,
          withoutProxy,
          '/en/admin/sign-in',
          (n) => ({ typed: { email: `p${n}@example.org` }, headers: forged(n) }),
        ],
      ];
      for (const [what, limit, instances, path, tries] of proofs) {
        await sql('DELETE FROM "RateLimiterFlexible"');
        const { through, held } = await attempt(instances, path, tries);
        figure(`${provider}: ${what}: ${through} of ${TRIES} got through, ${held} were told to wait`);
        expect(through, what).toBe(limit);
      }
      await until(() => mail.arrivals.filter(({ to }) => to === secretary).length >= 5, 30_000);
      expect(
        mail.arrivals.filter(({ to }) => to === secretary),
        'codes',
      ).toHaveLength(5);

      // Whoever comes from elsewhere is not held up by them.
      const other = await attempt(withoutProxy, '/ar/rsvp', (n) => ({
        typed: person(1_000 + n),
        from: `127.0.1.${n + 1}`,
      }));
      expect(other.through, 'as many clients').toBe(TRIES);

      // Many clients that ask for one person’s link cause one letter in ten minutes.
      await sql('DELETE FROM "RateLimiterFlexible"');
      await sql(`DELETE FROM "OutboxMessage" WHERE kind = 'lostLink'`);
      const asked = await attempt(behindProxy, '/ar/registration', (n) => ({
        typed: { email: 'p1000@example.org' },
        headers: byHops(`2001:db8:4:${n.toString(16)}::1`),
      }));
      expect(asked.through).toBe(TRIES);
      const letters = await sql(`SELECT id FROM "OutboxMessage" WHERE kind = 'lostLink'`);
      expect(letters).toHaveLength(1);
      figure(`${provider}: ${TRIES} clients that ask for one person’s link: ${letters.length} letter`);
    } finally {
      for (const instance of Object.values(alone)) await instance.end('SIGKILL');
      await target.stop();
    }
  });
});
