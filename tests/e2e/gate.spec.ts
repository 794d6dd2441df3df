import { once } from 'node:events';
import { connect } from 'node:net';
import { type Answer, ask } from '../support/ask';
import type { Site } from '../support/site';
import { expect, test } from '../support/test';
import { untilElapsed } from '../support/timing';

/** One request as it is written down here, whatever a browser would say to it. */
const askSite = (site: Site, path: string, method: string, headers = {}, body?: Buffer): Promise<Answer> =>
  ask(site.origin + path, '127.0.0.1', { method, headers, ...(body && { body }) });

const boundary = '----formboundary';
const part = (name: string, value: string) =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const multipart = { 'content-type': `multipart/form-data; boundary=${boundary}` };
const whole = Buffer.from(`${part('fullName', 'سلمى')}--${boundary}--\r\n`);

test('what no page can answer is refused in both languages, and is no error in the log', async ({ lend }) => {
  const site = await lend();
  const wrong: [string, Promise<Answer>, number][] = [
    ['an address that stands for no text', askSite(site, '/%E0%A4%A', 'GET'), 400],
    ['the same below a page', askSite(site, '/ar/registration/%C3%28', 'GET'), 400],
    ['a form that was cut off', askSite(site, '/ar/rsvp', 'POST', multipart, whole.subarray(0, 60)), 400],
    [
      'a form without boundaries',
      askSite(site, '/ar/rsvp', 'POST', { 'content-type': 'multipart/form-data' }, whole),
      400,
    ],
    [
      'a form of another kind',
      askSite(
        site,
        '/ar/rsvp',
        'POST',
        { 'content-type': 'application/x-www-form-urlencoded' },
        Buffer.from('fullName=a'),
      ),
      400,
    ],
    [
      'a body of another kind',
      askSite(site, '/ar/rsvp', 'POST', { 'content-type': 'application/json' }, Buffer.from('{}')),
      400,
    ],
    [
      'a form on a foreign page',
      askSite(site, '/ar/rsvp', 'POST', { ...multipart, origin: 'https://elsewhere.example.org' }, whole),
      403,
    ],
    [
      'a form on a hidden page',
      askSite(site, '/ar/rsvp', 'POST', { ...multipart, origin: 'null' }, whole),
      403,
    ],
    ['ten megabytes', askSite(site, '/ar/rsvp', 'POST', multipart, Buffer.alloc(10 * 2 ** 20)), 413],
    [
      'ten megabytes of which nobody knew',
      askSite(
        site,
        '/ar/rsvp',
        'POST',
        { ...multipart, 'transfer-encoding': 'chunked' },
        Buffer.alloc(10 * 2 ** 20),
      ),
      413,
    ],
  ];
  for (const [what, answer, status] of wrong) {
    const { status: answered, headers, body } = await answer;
    expect(answered, what).toBe(status);
    expect(body, what).toContain('تعذّر قبول الطلب');
    expect(body, what).toContain('nothing was changed');
    expect(headers, what).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
    });
  }
  // Whoever hangs up in the middle takes nothing down.
  const { hostname, port } = new URL(site.origin);
  const socket = connect(Number(port), hostname);
  socket.write(
    `POST /ar/rsvp HTTP/1.1\r\nHost: x\r\nContent-Type: ${multipart['content-type']}\r\nContent-Length: 500\r\n\r\n${part('a', 'b')}`,
  );
  await once(socket, 'connect');
  await untilElapsed(100);
  socket.destroy();
  expect((await askSite(site, '/ar', 'GET')).status).toBe(200);
  expect(site.log()).not.toMatch(/"level":50|⨯|Error:/);
  expect(site.sql('SELECT 1 FROM Registration')).toEqual([]);
});
