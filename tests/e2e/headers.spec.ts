import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@/scripts/free-port';
import { ask, askInBytes } from '../support/ask';
import { startReferenceProxy } from '../support/reference-proxy';
import { expectSecurityHeaders } from '../support/security-headers';
import { sessionOf } from '../support/sign-in';
import { newVisitor, openForm, secretary, sendForm } from '../support/site';
import { SiteProcess, settingsOf } from '../support/site-process';
import { expect, test } from '../support/test';
import { untilElapsed } from '../support/timing';

const behindHttps = { settings: { APP_URL: 'https://meeting.example.org' } };

const plain = { redirect: 'manual' as const };
const from = (visitor: string, more: Record<string, string> = {}) => ({
  ...plain,
  headers: { 'x-forwarded-for': visitor, ...more },
});

// What each page and file says is asked in `access.spec.ts`, which opens them all.
test.describe('what every answer says to browsers', () => {
  test('a page has a nonce of its own each time, which nobody else names', async ({ lend }) => {
    const site = await lend(behindHttps);
    const theirs = { 'content-security-policy': "script-src 'nonce-theirs'" };
    const nonces = [];
    for (const headers of [{}, theirs, theirs]) {
      const answer = await fetch(`${site.origin}/ar/rsvp`, { headers });
      const [, nonce] = answer.headers.get('content-security-policy')?.match(/'nonce-([^']+)'/) ?? [];
      const inPage = [...(await answer.text()).matchAll(/ nonce="([^"]*)"/g)].map(([, each]) => each);
      expect(new Set(inPage)).toEqual(new Set([nonce]));
      nonces.push(nonce);
    }
    expect(new Set(nonces).size).toBe(3);
    expect(nonces).not.toContain('theirs');
    // Nor in what is kept for everybody.
    for (const path of ['/ar', '/en/privacy']) {
      expect(await (await fetch(site.origin + path, { headers: theirs })).text()).not.toContain('theirs');
    }
  });

  test('redirections, files, refusals and faults', async ({ lend }) => {
    const site = await lend(behindHttps);
    const note = await (await fetch(`${site.origin}/ar`)).text();
    const files = [...note.matchAll(/"(\/_next\/static\/[^"]+\.(?:js|css|woff2))"/g)].map(([, file]) => file);
    expect(files.length).toBeGreaterThan(2);
    const pdf = await fetch(`${site.origin}/ar/note.pdf`);
    const wanted: [number, string, RequestInit?][] = [
      ...[...new Set(files)].map((file): [number, string] => [200, String(file)]),
      [307, '/'],
      [404, '/nothing'],
      [404, '/ar/nothing'],
      [404, '/_next/static/nothing.js'],
      [404, '/ar/registration/nothing'],
      [200, '/icons/icon-192.png'],
      [200, '/ar', { method: 'HEAD' }],
      [308, '/ar/rsvp/?q=1'],
      [308, '//ar'],
      [200, '/ar/rsvp', { headers: { rsc: '1' } }],
      [200, '/ar?_rsc', { headers: { rsc: '1' } }],
      [304, '/ar/note.pdf', { headers: { 'if-none-match': pdf.headers.get('etag') ?? '' } }],
      [400, '/%E0%A4%A'],
      [403, '/ar/rsvp', { method: 'POST', headers: { origin: 'https://elsewhere.example.org' } }],
      [405, '/ar', { method: 'DELETE' }],
      [413, '/ar/rsvp', { method: 'POST', body: largeForm() }],
    ];
    for (const [status, path, init = {}] of wanted) {
      const answer = await fetch(site.origin + path, { ...plain, ...init });
      const what = `${init.method ?? 'GET'} ${path}`;
      expect(answer.status, what).toBe(status);
      expectSecurityHeaders(what, answer.headers);
      await answer.arrayBuffer();
    }

    const visitor = newVisitor();
    const signIn = await openForm(`${site.origin}/ar/admin/sign-in`);
    const codes = await Promise.all(
      Array.from({ length: 21 }, () => sendForm(signIn, { email: 'a@example.org' }, visitor)),
    );
    expect(codes.map(({ status }) => status).sort()).toEqual([...Array(20).fill(303), 429]);
    for (const { status, headers } of codes) expectSecurityHeaders(`a form answered with ${status}`, headers);

    const session = await sessionOf(site, secretary);
    await site.without(['OutboxMessage', 'Registration'], async () => {
      for (const [status, path] of [
        [503, '/health'],
        [500, '/ar/admin'],
        [500, '/ar/admin/export.csv'],
      ] as const) {
        const answer = await fetch(site.origin + path, from(newVisitor(), { cookie: session }));
        expect(answer.status, path).toBe(status);
        expectSecurityHeaders(path, answer.headers);
        expect(await answer.text()).not.toMatch(/prisma|sqlite|node_modules|no such table/i);
      }
    });
  });
});

/** The head of an answer as it came over the wire. */
function headOf(answer: string): { status: number; headers: Headers } {
  const [line = '', ...lines] = (answer.split('\r\n\r\n', 1)[0] ?? '').split('\r\n');
  return {
    status: Number(line.split(' ')[1] ?? 0),
    headers: new Headers(lines.map((each): [string, string] => each.split(/: (.*)/s, 2) as [string, string])),
  };
}

test('what is no request of HTTP, expects what nobody does, or asks for another protocol is answered like all else', async ({
  lend,
}) => {
  const site = await lend(behindHttps);
  const upgrade = 'Connection: upgrade, close\r\nUpgrade: websocket';
  for (const [status, head, body] of [
    [400, 'anything but HTTP'],
    // Whoever is still sending gets the answer too.
    [400, 'POST nowhere HTTP/1.1\r\nHost: localhost', Buffer.alloc(10 * 2 ** 20)],
    [400, 'GET /ar HTTP/1.1\r\nConnection: close'],
    [400, 'GET /ar HTTP/1.1\r\nHost: localhost\r\nA b: c'],
    [431, `GET /ar HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'x'.repeat(20_000)}`],
    [200, 'GET /ar HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: a-wonder'],
    [200, `GET /ar HTTP/1.1\r\nHost: localhost\r\n${upgrade}`],
    [404, `GET /_next/webpack-hmr HTTP/1.1\r\nHost: localhost\r\n${upgrade}`],
  ] as [number, string, Buffer?][]) {
    const answer = headOf(await askInBytes(site.origin, `${head}\r\n\r\n`, body));
    expect(answer.status, head.slice(0, 200)).toBe(status);
    expectSecurityHeaders(head.slice(0, 200), answer.headers);
  }
  expect(site.log()).not.toMatch(/"level":50|⨯|Error:/);
});

/** What a site answers to, and what nobody of it would, with what each is answered. */
const answers: [number, string][] = [
  [200, '/ar'],
  [200, '/en/rsvp'],
  [307, '/'],
  [308, '//ar'],
  [200, '/robots.txt'],
  [404, '/ar/nothing'],
  [200, '/health'],
  [404, '/_next/static/nothing.js'],
];

/**
 * Starts a site and asks it for everything meanwhile; each answer must be the site's own.
 * @returns how many requests were not answered, because the site did not listen yet
 */
async function askWhileStarting(): Promise<number> {
  const data = mkdtempSync(join(tmpdir(), 'first-moment-'));
  const port = await freePort();
  const site = new SiteProcess(port, {
    ...settingsOf(`http://localhost:${port}`, { smtpPort: await freePort() }),
    APP_URL: 'https://meeting.example.org',
    DATABASE_URL: `file:${join(data, 'meeting.db')}`,
  });
  // A name that was once the site's own, for what nobody outside may say.
  const headers = { connection: 'close', 'x-client-address': '203.0.113.9' };
  try {
    const checks: Promise<boolean>[] = [];
    let isUp = false;
    const started = site.start().finally(() => {
      isUp = true;
    });
    while (!isUp) {
      for (const [status, path] of answers) {
        const checked = fetch(site.origin + path, { ...plain, headers }).then(
          (answer) => {
            expect(answer.status, path).toBe(status);
            expectSecurityHeaders(`${status} ${path}`, answer.headers);
            return false;
          },
          (refused) => {
            expect(String(refused.cause)).toMatch(/ECONNREFUSED/);
            return true;
          },
        );
        // Looked at when the site is up; a fault until then must not end the whole run.
        checked.catch(() => {});
        checks.push(checked);
      }
      await untilElapsed(50);
    }
    await started;
    return (await Promise.all(checks)).filter(Boolean).length;
  } finally {
    await site.end('SIGKILL');
    rmSync(data, { recursive: true, force: true });
  }
}

test('nobody is answered before the site is ready, and then only by the site itself', async () => {
  expect(await askWhileStarting(), 'requests before the site listened').toBeGreaterThan(0);
});

test('the framework does not start the site without the server in front of it', async () => {
  const child = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'start', '-p', '0'], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      ...settingsOf('http://localhost:3000', { smtpPort: 25 }),
      DATABASE_URL: 'file:/nowhere/meeting.db',
    },
  });
  let printed = '';
  child.stderr.on('data', (chunk) => {
    printed += chunk;
  });
  expect((await once(child, 'exit'))[0]).toBe(1);
  expect(printed).toContain('npm start');
});

const largeForm = () => {
  const form = new FormData();
  form.append('fullName', 'x'.repeat(4 * 2 ** 20));
  return form;
};

test('the proxy says it with its own answers, and says nothing twice', async ({ lend }) => {
  const site = await lend(behindHttps);
  const alone = await startReferenceProxy([await freePort()]);
  const proxy = await startReferenceProxy([Number(new URL(site.origin).port)]);
  try {
    const [file] =
      (await (await fetch(`${proxy.origin}/ar`)).text()).match(/\/_next\/static\/[^"]+\.css/) ?? [];
    // Its own answers name no way of transport here: it listens without encryption.
    const own = { transport: null };
    for (const [status, path, init, how] of [
      [200, '/ar', {}, {}],
      [200, '/ar', {}, {}],
      [200, '/ar/rsvp', {}, {}],
      [404, '/ar/nothing', {}, {}],
      [307, '/', {}, {}],
      [200, String(file), {}, own],
      [200, '/icon.svg', {}, {}],
      [200, '/sitemap.xml', {}, {}],
      [200, '/robots.txt', {}, {}],
      [404, '/_next/static/nothing.js', {}, own],
      [404, '/health', {}, own],
      [404, '/metrics', {}, own],
      [413, '/ar/rsvp', { method: 'POST', body: largeForm() }, own],
    ] as [number, string, RequestInit, { transport?: null }][]) {
      const answer = await fetch(proxy.origin + path, { ...plain, ...init });
      expect(answer.status, path).toBe(status);
      expectSecurityHeaders(`${path} through the proxy`, answer.headers, how);
      if (answer.headers.has('content-type'))
        expect(answer.headers.get('content-type'), path).toMatch(/; ?charset=utf-8$/i);
      const kept = answer.headers.get('cache-control') ?? '';
      if (path === file) expect(kept).toBe('public, max-age=31536000, immutable');
      else expect(kept, path).not.toContain('immutable');
      await answer.arrayBuffer();
    }
    // Nothing else leads to what is for monitors alone, at the proxy nor at the site itself.
    for (const path of ['/.\\health', '/ar/..\\metrics', '/\\metrics'])
      for (const { origin } of [proxy, site]) {
        const answer = await askInBytes(
          origin,
          `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
        );
        expect(answer, path).toMatch(/^HTTP\/1\.1 400 /);
        // The proxy does not ask the site.
        expect(answer.includes('<center>nginx'), path).toBe(origin === proxy.origin);
      }
    const traced = await ask(`${proxy.origin}/ar`, '127.0.0.1', { method: 'TRACE' });
    expect(traced.status).toBe(405);
    expectSecurityHeaders('TRACE', new Headers(traced.headers as Record<string, string>), own);

    const many = await Promise.all(Array.from({ length: 200 }, () => fetch(`${proxy.origin}/ar`)));
    const refused = many.find(({ status }) => status === 429);
    expect(refused, 'nobody was refused').toBeDefined();
    if (refused) expectSecurityHeaders('429', refused.headers, own);

    const away = await fetch(`${alone.origin}/ar/rsvp`);
    expect(away.status).toBe(503);
    expectSecurityHeaders('away', away.headers, own);
    expect(away.headers.get('retry-after')).toBe('60');
    expect(away.headers.get('cache-control')).toBe('no-store');
    expect(away.headers.get('content-type')).toBe('text/html; charset=utf-8');
  } finally {
    await Promise.all([proxy.stop(), alone.stop()]);
  }
});

test('the proxy keeps a page by its path alone, as it passes it on', async () => {
  const upstream = createServer(({ url }, response) => {
    response.setHeader('cache-control', 's-maxage=10');
    response.end(url);
  });
  await once(upstream.listen(0, '127.0.0.1'), 'listening');
  const proxy = await startReferenceProxy([(upstream.address() as AddressInfo).port]);
  try {
    const page = async (path: string) => (await ask(proxy.origin + path, '127.0.0.1')).body;
    expect(await page('/ar?first')).toBe('/ar?first');
    expect(await page('/ar?second')).toBe('/ar?first');
    expect(await page('/ar')).toBe('/ar?first');
    // The same when it is decoded, and for the site another address.
    expect(await page('/%61r')).toBe('/%61r');
  } finally {
    await proxy.stop();
    upstream.closeAllConnections();
    upstream.close();
  }
});

test('the proxy offers browsers encryption of today alone', () => {
  const settings = readFileSync('deploy/nginx.conf', 'utf8');
  expect(settings).toMatch(/ssl_protocols TLSv1\.2 TLSv1\.3;/);
  expect(settings).toMatch(/ssl_ciphers ECDHE\+AESGCM:ECDHE\+CHACHA20;/);
});
