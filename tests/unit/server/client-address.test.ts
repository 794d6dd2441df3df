import { once } from 'node:events';
import { createServer, Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientAddress } from '@/app/_form/form';
import { holdsConnections, watchRequests } from '@/lib/server/http-server';
import { askInBytes } from '../../support/ask';

/** As it was before anybody watched. */
const { emit } = Server.prototype;
const watch: typeof watchRequests = (how) => {
  Server.prototype.emit = emit;
  watchRequests(how);
};

/** Answers with the address that a request is counted for. */
const server = createServer(async (_, response) => response.end(await clientAddress()));
let port = 0;
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.close();
  Server.prototype.emit = emit;
});

const asking = (headers: string) => `GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`;
const counted = async (headers: string): Promise<string | undefined> =>
  (await askInBytes(`http://127.0.0.1:${port}`, asking(headers))).split('\r\n\r\n')[1];

describe('before the site has started', () => {
  it('nobody is answered, whatever they send, and each of them afterwards as ever', async () => {
    await import('@/lib/hold-connections.mjs');
    expect(holdsConnections()).toBe(true);
    const early = ['x-client-address: 203.0.113.9\r\nX-Forwarded-For: 203.0.113.9\r\n', 'A b: c\r\n'].map(
      (line) => {
        const socket = connect(port, '127.0.0.1');
        let answer = '';
        socket.on('data', (chunk) => {
          answer += chunk;
        });
        socket.write(asking(line));
        return { connected: once(socket, 'connect'), ended: once(socket, 'close'), answer: () => answer };
      },
    );
    // Somebody who does not wait for an answer.
    const gone = connect(port, '127.0.0.1');
    await once(gone, 'connect');
    gone.resetAndDestroy();
    await Promise.all(early.map(({ connected }) => connected));
    for (let turn = 0; turn < 20; turn++) await nextTurn();
    expect(early.map(({ answer }) => answer())).toEqual(['', '']);

    watchRequests({ trustProxy: false, headers: { 'x-content-type-options': 'nosniff' } });
    expect(Server.prototype.emit).not.toBe(emit);
    await Promise.all(early.map(({ ended }) => ended));
    const [forged = '', broken = ''] = early.map(({ answer }) => answer());
    expect(forged).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*127\.0\.0\.1/);
    expect(broken).toMatch(/^HTTP\/1\.1 400 /);
    for (const answer of [forged, broken]) expect(answer).toContain('x-content-type-options: nosniff');
  });
});

describe('a client is counted for', () => {
  it('its own address, whatever it says about where it comes from', async () => {
    watch({ trustProxy: false });
    expect(await counted('x-client-address: 203.0.113.9\r\nX-Forwarded-For: 203.0.113.9\r\n')).toBe(
      '127.0.0.1',
    );
  });

  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['198.51.100.7, 203.0.113.9', '203.0.113.9'],
    ['203.0.113.9:567', '203.0.113.9'],
    ['2001:db8::1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['"[2001:db8::1]:99"', '2001:db8::1'],
    ['[::1]:99', '::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['203.0.113.9, somebody', '127.0.0.1'],
    ['unknown', '127.0.0.1'],
    ['_hidden', '127.0.0.1'],
    ['203.0.113.9.9', '127.0.0.1'],
    ['203.0.113.9:x', '127.0.0.1'],
    ['203.0.113.9,', '127.0.0.1'],
    ['', '127.0.0.1'],
  ])('behind a proxy that says %s, %s', async (hops, address) => {
    watch({ trustProxy: true });
    expect(await counted(`X-Forwarded-For: ${hops}\r\n`)).toBe(address);
  });
});
