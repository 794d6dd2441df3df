import { once } from 'node:events';
import { connect } from 'node:net';
import { type Answer, ask, askInBytes } from '../support/ask';
import type { Site } from '../support/site';
import { expect, test } from '../support/test';
import { untilElapsed } from '../support/timing';

/** Sends one request exactly as given, without what a browser would add. */
const askSite = (site: Site, path: string, method: string, headers = {}, body?: Buffer): Promise<Answer> =>
  ask(site.origin + path, '127.0.0.1', { method, headers, ...(body && { body }) });

const boundary = '----formboundary';
const part = (name: string, value: string) =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const multipart = { 'content-type': `multipart/form-data; boundary=${boundary}` };
const completeForm = Buffer.from(`${part('fullName', 'سلمى')}--${boundary}--\r\n`);

test('malformed requests are refused in both languages and are not logged as errors', async ({ lend }) => {
  const site = await lend();
  const routed = (state: string) =>
    askSite(site, '/ar/rsvp?_rsc=1', 'GET', { rsc: '1', 'next-router-state-tree': state });
  /** Sends a first line that no HTTP client here can write. */
  const sendRaw = async (line: string, type = 'text/plain'): Promise<Answer> => {
    const host = line.endsWith('1.0') ? '' : 'Host: localhost\r\n';
    const head = `${line}\r\n${host}Connection: close\r\nContent-Type: ${type}\r\n\r\n`;
    const response = Buffer.from(await askInBytes(site.origin, head), 'latin1').toString('utf8');
    const [first = '', ...body] = response.split('\r\n\r\n');
    const [status = '', ...lines] = first.split('\r\n');
    const headers = lines.map((line) => line.split(/: (.*)/s, 2) as [string, string]);
    return {
      status: Number(status.split(' ')[1]),
      headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
      body: body.join('\r\n\r\n'),
    };
  };
  const malformed: [string, Promise<Answer>, number][] = [
    ['a path with invalid percent-encoding', askSite(site, '/%E0%A4%A', 'GET'), 400],
    ['the same in a page’s path', askSite(site, '/ar/registration/%C3%28', 'GET'), 400],
    [
      'a form that was cut off',
      askSite(site, '/ar/rsvp', 'POST', multipart, completeForm.subarray(0, 60)),
      400,
    ],
    ['a truncated router state', routed('[""'), 400],
    ['a router state of another shape', routed('{"children":[]}'), 400],
    ['the asterisk form of a target', sendRaw('GET * HTTP/1.1'), 400],
    ['an address of another scheme', sendRaw('GET ftp://localhost/ar HTTP/1.1'), 400],
    ['a form without a host', sendRaw('POST /ar/rsvp HTTP/1.0', multipart['content-type']), 400],
    [
      'a form without boundaries',
      askSite(site, '/ar/rsvp', 'POST', { 'content-type': 'multipart/form-data' }, completeForm),
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
      askSite(
        site,
        '/ar/rsvp',
        'POST',
        { ...multipart, origin: 'https://elsewhere.example.org' },
        completeForm,
      ),
      403,
    ],
    [
      'a form on a hidden page',
      askSite(site, '/ar/rsvp', 'POST', { ...multipart, origin: 'null' }, completeForm),
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
  for (const [description, response, status] of malformed) {
    const { status: answered, headers, body } = await response;
    expect(answered, description).toBe(status);
    expect(body, description).toContain('تعذّر قبول الطلب');
    expect(body, description).toContain('nothing was changed');
    expect(headers, description).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
    });
  }
  // An absolute address in the request line is read as an address of this site. The site fetches nothing from the named host.
  const { host } = new URL(site.origin);
  const elsewhere = await askInBytes(
    site.origin,
    `GET http://elsewhere.example.org/en HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
  );
  expect(elsewhere).toMatch(/^HTTP\/1\.1 200 /);
  // The framework's own error pages have no address either.
  for (const path of ['/500', '/_error', '/_global-error'])
    expect((await askSite(site, path, 'GET')).status, path).toBe(404);
  // A client that disconnects in the middle of a form does not break the site.
  const { hostname, port } = new URL(site.origin);
  const socket = connect(Number(port), hostname);
  socket.write(
    `POST /ar/rsvp HTTP/1.1\r\nHost: x\r\nContent-Type: ${multipart['content-type']}\r\nContent-Length: 500\r\n\r\n${part('a', 'b')}`,
  );
  await once(socket, 'connect');
  await untilElapsed(100);
  socket.destroy();
  expect((await askSite(site, '/ar', 'GET')).status).toBe(200);
  expect(site.log()).not.toMatch(/"level":50|⨯|Error/);
  expect(site.sql('SELECT 1 FROM Registration')).toEqual([]);
});
