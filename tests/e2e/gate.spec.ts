import { once } from 'node:events';
import { connect } from 'node:net';
import { type Answer, ask, askInBytes } from '../support/ask';
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
  const routed = (state: string) =>
    askSite(site, '/ar/rsvp?_rsc=1', 'GET', { rsc: '1', 'next-router-state-tree': state });
  /** A request whose first line no program here would write. */
  const asWritten = async (line: string, type = 'text/plain'): Promise<Answer> => {
    const host = line.endsWith('1.0') ? '' : 'Host: localhost\r\n';
    const head = `${line}\r\n${host}Connection: close\r\nContent-Type: ${type}\r\n\r\n`;
    const answer = Buffer.from(await askInBytes(site.origin, head), 'latin1').toString('utf8');
    const [first = '', ...body] = answer.split('\r\n\r\n');
    const [status = '', ...lines] = first.split('\r\n');
    const headers = lines.map((each) => each.split(/: (.*)/s, 2) as [string, string]);
    return {
      status: Number(status.split(' ')[1]),
      headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
      body: body.join('\r\n\r\n'),
    };
  };
  const wrong: [string, Promise<Answer>, number][] = [
    ['an address that stands for no text', askSite(site, '/%E0%A4%A', 'GET'), 400],
    ['the same below a page', askSite(site, '/ar/registration/%C3%28', 'GET'), 400],
    ['a form that was cut off', askSite(site, '/ar/rsvp', 'POST', multipart, whole.subarray(0, 60)), 400],
    ['a router that says half of where it is', routed('[""'), 400],
    ['a router that says something else', routed('{"children":[]}'), 400],
    ['an address of nothing', asWritten('GET * HTTP/1.1'), 400],
    ['an address of another kind of place', asWritten('GET ftp://localhost/ar HTTP/1.1'), 400],
    ['a form for nobody', asWritten('POST /ar/rsvp HTTP/1.0', multipart['content-type']), 400],
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
  // A whole address is one of this site, whichever host it names: nothing is fetched from there.
  const { host } = new URL(site.origin);
  const elsewhere = await askInBytes(
    site.origin,
    `GET http://elsewhere.example.org/en HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
  );
  expect(elsewhere).toMatch(/^HTTP\/1\.1 200 /);
  // So are those that the framework keeps for the faults of a page.
  for (const path of ['/500', '/_error', '/_global-error'])
    expect((await askSite(site, path, 'GET')).status, path).toBe(404);
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
  expect(site.log()).not.toMatch(/"level":50|⨯|Error/);
  expect(site.sql('SELECT 1 FROM Registration')).toEqual([]);
});
