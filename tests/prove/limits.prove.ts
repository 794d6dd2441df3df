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

type Attempt = {
  /** The values of the form. Without them the page is only requested. */
  values?: Record<string, string | File>;
  /** A path other than that of the proof. */
  path?: string;
  /** The source address, in the loopback network. Default: the same one for all. */
  from?: string;
  headers?: Record<string, string>;
};

type Proof = {
  title: string;
  limit: number;
  instances: SiteProcess[];
  path: string;
  attemptAt: (n: number) => Attempt;
  /** The number of attempts. Default: sixty. */
  count?: number;
  /** The status of an accepted attempt. Default: that of a redirect. */
  passed?: number;
  /** The cookie of the client that opens the form. */
  cookie?: string;
};

/** Starts a second process of the site on the same database. */
async function startSecond(
  { postgres, databaseFile, mail }: Target,
  trustProxy: string,
): Promise<SiteProcess> {
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

/** Makes attempts at the instances in turn, many at once. @returns how many were accepted, and how many were refused with a time to wait */
async function attempt({
  instances,
  path,
  attemptAt,
  count = TRIES,
  passed = 303,
  cookie = '',
}: Omit<Proof, 'title' | 'limit'>): Promise<{ accepted: number; refused: number }> {
  const [field] = Object.keys(attemptAt(0).values ?? {});
  const hidden = await Promise.all(
    instances.map(async ({ origin }) =>
      hiddenFields(await (await fetch(origin + path, { headers: { cookie } })).text(), field),
    ),
  );
  let accepted = 0;
  let refused = 0;
  await forEach(count, AT_ONCE, async (n) => {
    const { values, from = '127.0.0.1', headers = {}, path: own = path } = attemptAt(n);
    const { origin } = instances[n % instances.length] as SiteProcess;
    const filledForm = values && (await fillForm(hidden[n % instances.length] ?? [], values));
    const answer = await ask(origin + own, from, {
      ...filledForm,
      headers: { origin, cookie, ...headers, ...filledForm?.headers },
    });
    if (answer.status === passed) accepted += 1;
    else {
      expect(answer.status, answer.body.slice(0, 300)).toBe(429);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      refused += 1;
    }
  });
  return { accepted, refused };
}

/** Builds a form as a browser sends it. Each call makes a new submission. */
async function fillForm(hidden: [string, string][], values: Record<string, string | File>) {
  const form = new FormData();
  for (const [name, value] of hidden) form.append(name, name === 'formId' ? randomUUID() : value);
  for (const [name, value] of Object.entries(values)) form.append(name, value);
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
/** All headers in which a client can claim an address. */
const forged = (n: number) => ({
  'x-forwarded-for': `203.0.113.${n}`,
  forwarded: `for=203.0.113.${n}`,
  'x-real-ip': `203.0.113.${n}`,
  'x-client-address': `203.0.113.${n}`,
});

const files = ['export.csv', 'export.xlsx', 'log.csv', 'import/template.xlsx'];
const sheetOf = (n: number) =>
  `Full name,Job title,Email address\nSalma Example ${n},Director,s${n}@example.org\n`;

/** @returns the cookie that stores the address that requested a code */
async function requestCode({ origin }: SiteProcess): Promise<string> {
  const response = await sendForm(await openForm(`${origin}/ar/admin/sign-in`), { email: secretary });
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

/** Confirms a participant. @returns the token of the personal link in the email */
async function linkOf({ site, mail }: Target): Promise<string> {
  await sendForm(await openForm(`${site.origin}/ar/rsvp`), person(0, linked));
  await until(() => mail.link !== null, 30_000);
  return mail.link ?? '';
}

describe.each(providers)('on %s', (provider) => {
  test('no trick exceeds the rate limits, even at two instances that share a database', async () => {
    const target = await startTarget(provider);
    const { site, sql, mail } = target;
    const alone = {
      second: await startSecond(target, '1'),
      bare: await startSecond(target, '0'),
      bareToo: await startSecond(target, '0'),
    };
    const behindProxy = [site, alone.second];
    const withoutProxy = [alone.bare, alone.bareToo];
    try {
      const member = await signIn(target);
      const proofs: Proof[] = [
        {
          title: 'one client that forges where it comes from, without a proxy',
          limit: 60,
          count: 80,
          instances: withoutProxy,
          path: '/ar/rsvp',
          attemptAt: (n) => ({ values: person(n), headers: forged(n) }),
        },
        {
          title: 'one client that forges hops before the proxy’s own',
          limit: 60,
          count: 80,
          instances: behindProxy,
          path: '/ar/rsvp',
          attemptAt: (n) => ({
            values: person(n),
            headers: { ...forged(n), ...byHops(`203.0.113.${n}, 198.51.100.7`) },
          }),
        },
        {
          title: 'one client with a whole network of IPv6',
          limit: 60,
          count: 80,
          instances: behindProxy,
          path: '/en/rsvp',
          attemptAt: (n) => ({ values: person(n), headers: byHops(`2001:db8:1:1:${n.toString(16)}::${n}`) }),
        },
        {
          // Ten emails now, and fifty that wait for their turn.
          title: 'many clients that confirm new people for one mailbox, in any spelling',
          limit: 60,
          count: 80,
          instances: behindProxy,
          path: '/ar/rsvp',
          attemptAt: (n) => {
            const name = ['salma', 'Salma', 'SALMA', `salma+${n}`, 'sAlma+x+y'][n % 5] ?? '';
            return {
              values: person(n, `${n % 2 ? ' ' : ''}${name}@${n % 3 ? 'example.org' : 'EXAMPLE.org'}  `),
              headers: byHops(`2001:db8:2:${n.toString(16)}::1`),
            };
          },
        },
        {
          title: 'many clients that repeat one person’s form',
          limit: 10,
          instances: behindProxy,
          path: '/ar/rsvp',
          attemptAt: (n) => ({
            values: person(0, `repeated${n % 2 ? `+${n}` : ''}@example.org`),
            headers: byHops(`2001:db8:a:${n.toString(16)}::1`),
          }),
        },
        {
          // Every request is answered. The emails that it causes are counted below.
          title: 'many clients that ask for the links of one mailbox, in any spelling',
          limit: TRIES,
          instances: behindProxy,
          path: '/ar/registration',
          attemptAt: (n) => ({
            values: {
              email: ['salma@gmail.com', 's.alma@GMAIL.com', `salma+${n}@googlemail.com`][n % 3] ?? '',
            },
            headers: byHops(`2001:db8:9:${n.toString(16)}::1`),
          }),
        },
        {
          title: 'one client that asks for lost links of many',
          limit: 20,
          instances: behindProxy,
          path: '/ar/registration',
          attemptAt: (n) => ({
            values: { email: `p${n}@example.org` },
            headers: byHops(`10.0.0.${n}, 198.51.100.8`),
          }),
        },
        {
          title: 'one client that asks for lost links with a whole block of IPv6',
          limit: 80,
          count: 100,
          instances: behindProxy,
          path: '/en/registration',
          attemptAt: (n) => ({
            values: { email: `q${n}@example.org` },
            headers: byHops(`2001:db8:9:${n.toString(16)}::1`),
          }),
        },
        {
          // Every request is answered. The codes that it causes are counted below.
          title: 'many clients that ask for codes of one person',
          limit: TRIES,
          instances: behindProxy,
          path: '/ar/admin/sign-in',
          attemptAt: (n) => ({
            values: { email: n % 2 ? secretary : secretary.toUpperCase() },
            headers: byHops(`2001:db8:3:${n.toString(16)}::1`),
          }),
        },
        {
          title: 'one client that asks for codes of many',
          limit: 20,
          instances: withoutProxy,
          path: '/en/admin/sign-in',
          attemptAt: (n) => ({ values: { email: `p${n}@example.org` }, headers: forged(n) }),
        },
        {
          title: 'one client that guesses codes',
          limit: 60,
          count: 80,
          // A wrong code gets the form again.
          passed: 200,
          instances: behindProxy,
          path: '/ar/admin/sign-in?step=code',
          cookie: await requestCode(site),
          attemptAt: (n) => ({
            values: { code: `${100_000 + n}` },
            headers: byHops(`203.0.113.${n}, 198.51.100.9`),
          }),
        },
        {
          title: 'many clients that change one registration',
          limit: 20,
          instances: behindProxy,
          path: `/ar/registration/${await linkOf(target)}/amend`,
          attemptAt: (n) => ({
            values: person(0, linked),
            headers: byHops(`2001:db8:5:${n.toString(16)}::1`),
          }),
        },
        {
          title: 'a member who takes files, whichever they are and from wherever',
          limit: 120,
          count: 140,
          passed: 200,
          instances: behindProxy,
          path: '/ar/admin',
          cookie: member.cookie,
          attemptAt: (n) => ({
            path: `/${n % 2 ? 'ar' : 'en'}/admin/${files[n % files.length]}`,
            headers: byHops(`2001:db8:6:${n.toString(16)}::1`),
          }),
        },
        {
          title: 'a member who imports files',
          limit: 60,
          count: 80,
          instances: behindProxy,
          path: '/ar/admin/import',
          cookie: member.cookie,
          attemptAt: (n) => ({
            values: { file: new File([sheetOf(n)], `sheet-${n}.csv`, { type: 'text/csv' }) },
            headers: byHops(`2001:db8:7:${n.toString(16)}::1`),
          }),
        },
        {
          title: 'a member who sends test emails',
          limit: 20,
          count: 40,
          passed: 200,
          instances: behindProxy,
          path: '/ar/admin/mail',
          cookie: member.cookie,
          attemptAt: (n) => ({
            values: { email: `p${n}@example.org` },
            headers: byHops(`2001:db8:8:${n.toString(16)}::1`),
          }),
        },
      ];
      for (const proof of proofs) {
        await sql('DELETE FROM "RateLimiterFlexible"');
        const { accepted, refused } = await attempt(proof);
        const { title, limit, count = TRIES } = proof;
        figure(`${provider}: ${title}: ${accepted} of ${count} got through, ${refused} were told to wait`);
        expect(accepted, title).toBe(limit);
      }
      // One code to sign in with, one for the guesses, and five.
      await until(() => mail.codes.length >= 7, 30_000);
      expect(
        mail.arrivals.filter(({ to }) => to === secretary),
        'codes',
      ).toHaveLength(7);

      // Clients from elsewhere are not affected.
      const elsewhere = await attempt({
        instances: withoutProxy,
        path: '/ar/rsvp',
        attemptAt: (n) => ({ values: person(1_000 + n), from: `127.0.1.${n + 1}` }),
      });
      expect(elsewhere.accepted, 'as many clients').toBe(TRIES);

      // Many clients that request one person's link cause one email in ten minutes.
      await sql('DELETE FROM "RateLimiterFlexible"');
      await sql(`DELETE FROM "OutboxMessage" WHERE kind = 'lostLink'`);
      const oneMailbox = await attempt({
        instances: behindProxy,
        path: '/ar/registration',
        attemptAt: (n) => ({
          values: { email: 'p1000@example.org' },
          headers: byHops(`2001:db8:4:${n.toString(16)}::1`),
        }),
      });
      expect(oneMailbox.accepted).toBe(TRIES);
      const messages = await sql(`SELECT id FROM "OutboxMessage" WHERE kind = 'lostLink'`);
      expect(messages).toHaveLength(1);
      figure(`${provider}: ${TRIES} clients that ask for one person’s link: ${messages.length} email`);
    } finally {
      for (const instance of Object.values(alone)) await instance.end('SIGKILL');
      await target.stop();
    }
  });
});
