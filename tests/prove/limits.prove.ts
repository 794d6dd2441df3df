import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { freePort } from '@/scripts/free-port';
import { ask } from '@/tests/support/ask';
import { nameOf } from '@/tests/support/builders';
import { hiddenFields, openForm, sendForm } from '@/tests/support/site';
import { SiteProcess, secretary, settingsOf } from '@/tests/support/site-process';
import { figure, forEach, until } from './load';
import { linked } from './mail-server';
import { signIn } from './secretary';
import { providers, startTarget, type Target } from './target';

const TRIES = 60;
const AT_ONCE = 12;

type Try = {
  /** What is typed into the form; without it the address is only asked for. */
  typed?: Record<string, string | File>;
  /** Another address than that of the proof. */
  path?: string;
  /** From which address of this machine's own network; the same one unless it says so. */
  from?: string;
  headers?: Record<string, string>;
};

type Proof = {
  what: string;
  limit: number;
  instances: SiteProcess[];
  path: string;
  tries: (n: number) => Try;
  /** How many; sixty unless it says so. */
  count?: number;
  /** The status of what got through; that of a redirection unless it says so. */
  passed?: number;
  /** Of whoever opens the form. */
  cookie?: string;
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

/** Some tries, by turns at each instance, many at once. @returns how many got through and how many were told to wait */
async function attempt({
  instances,
  path,
  tries,
  count = TRIES,
  passed = 303,
  cookie = '',
}: Omit<Proof, 'what' | 'limit'>): Promise<{ through: number; held: number }> {
  const [field] = Object.keys(tries(0).typed ?? {});
  const hidden = await Promise.all(
    instances.map(async ({ origin }) =>
      hiddenFields(await (await fetch(origin + path, { headers: { cookie } })).text(), field),
    ),
  );
  let through = 0;
  let held = 0;
  await forEach(count, AT_ONCE, async (n) => {
    const { typed, from = '127.0.0.1', headers = {}, path: own = path } = tries(n);
    const { origin } = instances[n % instances.length] as SiteProcess;
    const sent = typed && (await posted(hidden[n % instances.length] ?? [], typed));
    const answer = await ask(origin + own, from, {
      ...sent,
      headers: { origin, cookie, ...headers, ...sent?.headers },
    });
    if (answer.status === passed) through += 1;
    else {
      expect(answer.status, answer.body.slice(0, 300)).toBe(429);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      held += 1;
    }
  });
  return { through, held };
}

/** A form as a browser sends it, which is another sending each time. */
async function posted(hidden: [string, string][], typed: Record<string, string | File>) {
  const form = new FormData();
  for (const [name, value] of hidden) form.append(name, name === 'formId' ? randomUUID() : value);
  for (const [name, value] of Object.entries(typed)) form.append(name, value);
  const request = new Request('http://localhost', { method: 'POST', body: form });
  const headers = { 'content-type': request.headers.get('content-type') ?? '' };
  return { method: 'POST', headers, body: Buffer.from(await request.arrayBuffer()) };
}

const person = (n: number, email = `p${n}@example.org`) => ({
  fullName: nameOf(n),
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

const files = ['export.csv', 'export.xlsx', 'log.csv', 'import/template.xlsx'];
const sheetOf = (n: number) =>
  `Full name,Job title,E-mail address\nSalma Example ${n},Director,s${n}@example.org\n`;

/** @returns the cookie that remembers for whom a code was asked */
async function askedForCode({ origin }: SiteProcess): Promise<string> {
  const asked = await sendForm(await openForm(`${origin}/ar/admin/sign-in`), { email: secretary });
  return asked.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

/** Somebody registers. @returns the key in the letter */
async function linkOf({ site, mail }: Target): Promise<string> {
  await sendForm(await openForm(`${site.origin}/ar/rsvp`), person(0, linked));
  await until(() => mail.link !== null, 30_000);
  return mail.link ?? '';
}

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
      const member = await signIn(target);
      const proofs: Proof[] = [
        {
          what: 'one client that forges where it comes from, without a proxy',
          limit: 30,
          instances: withoutProxy,
          path: '/ar/rsvp',
          tries: (n) => ({ typed: person(n), headers: forged(n) }),
        },
        {
          what: 'one client that forges hops before the proxy’s own',
          limit: 30,
          instances: behindProxy,
          path: '/ar/rsvp',
          tries: (n) => ({
            typed: person(n),
            headers: { ...forged(n), ...byHops(`203.0.113.${n}, 198.51.100.7`) },
          }),
        },
        {
          what: 'one client with a whole network of IPv6',
          limit: 30,
          instances: behindProxy,
          path: '/en/rsvp',
          tries: (n) => ({ typed: person(n), headers: byHops(`2001:db8:1:1:${n.toString(16)}::${n}`) }),
        },
        {
          what: 'many clients for one mailbox, in any spelling',
          limit: 10,
          instances: behindProxy,
          path: '/ar/rsvp',
          tries: (n) => {
            const name = ['salma', 'Salma', 'SALMA', `salma+${n}`, 'sAlma+x+y'][n % 5] ?? '';
            return {
              typed: person(n, `${n % 2 ? ' ' : ''}${name}@${n % 3 ? 'example.org' : 'EXAMPLE.org'}  `),
              headers: byHops(`2001:db8:2:${n.toString(16)}::1`),
            };
          },
        },
        {
          // Each is answered; the emails that this causes are counted below.
          what: 'many clients that ask for the links of one mailbox, in any spelling',
          limit: TRIES,
          instances: behindProxy,
          path: '/ar/registration',
          tries: (n) => ({
            typed: {
              email: ['salma@gmail.com', 's.alma@GMAIL.com', `salma+${n}@googlemail.com`][n % 3] ?? '',
            },
            headers: byHops(`2001:db8:9:${n.toString(16)}::1`),
          }),
        },
        {
          what: 'one client that asks for lost links of many',
          limit: 20,
          instances: behindProxy,
          path: '/ar/registration',
          tries: (n) => ({
            typed: { email: `p${n}@example.org` },
            headers: byHops(`10.0.0.${n}, 198.51.100.8`),
          }),
        },
        {
          what: 'one client that asks for lost links with a whole block of IPv6',
          limit: 80,
          count: 100,
          instances: behindProxy,
          path: '/en/registration',
          tries: (n) => ({
            typed: { email: `q${n}@example.org` },
            headers: byHops(`2001:db8:9:${n.toString(16)}::1`),
          }),
        },
        {
          // Each is answered; the codes that this brings are counted below.
          what: 'many clients that ask for codes of one person',
          limit: TRIES,
          instances: behindProxy,
          path: '/ar/admin/sign-in',
          tries: (n) => ({
            typed: { email: n % 2 ? secretary : secretary.toUpperCase() },
            headers: byHops(`2001:db8:3:${n.toString(16)}::1`),
          }),
        },
        {
          what: 'one client that asks for codes of many',
          limit: 20,
          instances: withoutProxy,
          path: '/en/admin/sign-in',
          tries: (n) => ({ typed: { email: `p${n}@example.org` }, headers: forged(n) }),
        },
        {
          what: 'one client that guesses codes',
          limit: 60,
          count: 80,
          // A wrong code is answered by the form.
          passed: 200,
          instances: behindProxy,
          path: '/ar/admin/sign-in?step=code',
          cookie: await askedForCode(site),
          tries: (n) => ({
            typed: { code: `${100_000 + n}` },
            headers: byHops(`203.0.113.${n}, 198.51.100.9`),
          }),
        },
        {
          what: 'many clients that change one registration',
          limit: 20,
          instances: behindProxy,
          path: `/ar/registration/${await linkOf(target)}/amend`,
          tries: (n) => ({ typed: person(0, linked), headers: byHops(`2001:db8:5:${n.toString(16)}::1`) }),
        },
        {
          what: 'a member who takes files, whichever they are and from wherever',
          limit: 120,
          count: 140,
          passed: 200,
          instances: behindProxy,
          path: '/ar/admin',
          cookie: member.cookie,
          tries: (n) => ({
            path: `/${n % 2 ? 'ar' : 'en'}/admin/${files[n % files.length]}`,
            headers: byHops(`2001:db8:6:${n.toString(16)}::1`),
          }),
        },
        {
          what: 'a member who imports files',
          limit: 60,
          count: 80,
          instances: behindProxy,
          path: '/ar/admin/import',
          cookie: member.cookie,
          tries: (n) => ({
            typed: { file: new File([sheetOf(n)], `sheet-${n}.csv`, { type: 'text/csv' }) },
            headers: byHops(`2001:db8:7:${n.toString(16)}::1`),
          }),
        },
        {
          what: 'a member who sends test letters',
          limit: 20,
          count: 40,
          passed: 200,
          instances: behindProxy,
          path: '/ar/admin/mail',
          cookie: member.cookie,
          tries: (n) => ({
            typed: { email: `p${n}@example.org` },
            headers: byHops(`2001:db8:8:${n.toString(16)}::1`),
          }),
        },
      ];
      for (const proof of proofs) {
        await sql('DELETE FROM "RateLimiterFlexible"');
        const { through, held } = await attempt(proof);
        const { what, limit, count = TRIES } = proof;
        figure(`${provider}: ${what}: ${through} of ${count} got through, ${held} were told to wait`);
        expect(through, what).toBe(limit);
      }
      // One to sign in with, one to guess, and five.
      await until(() => mail.codes.length >= 7, 30_000);
      expect(
        mail.arrivals.filter(({ to }) => to === secretary),
        'codes',
      ).toHaveLength(7);

      // Whoever comes from elsewhere is not held up by them.
      const other = await attempt({
        instances: withoutProxy,
        path: '/ar/rsvp',
        tries: (n) => ({ typed: person(1_000 + n), from: `127.0.1.${n + 1}` }),
      });
      expect(other.through, 'as many clients').toBe(TRIES);

      // Many clients that ask for one person’s link cause one email in ten minutes.
      await sql('DELETE FROM "RateLimiterFlexible"');
      await sql(`DELETE FROM "OutboxMessage" WHERE kind = 'lostLink'`);
      const asked = await attempt({
        instances: behindProxy,
        path: '/ar/registration',
        tries: (n) => ({
          typed: { email: 'p1000@example.org' },
          headers: byHops(`2001:db8:4:${n.toString(16)}::1`),
        }),
      });
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
