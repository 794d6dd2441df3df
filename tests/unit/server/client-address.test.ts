import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { clientAddress } from '@/app/_form/form';
import { createSiteServer } from '@/lib/server/http-server';
import { askInBytes } from '../../support/ask';

let close: () => Promise<void> = async () => {};
afterEach(() => close());

/** The address for which a request with these headers is counted. */
async function counted(
  headers: string,
  { trustProxy }: { trustProxy: boolean },
): Promise<string | undefined> {
  const { server, drain } = createSiteServer({
    trustProxy,
    handle: async (_, response) => response.end(await clientAddress()),
  });
  close = drain;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const request = `GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`;
  return (await askInBytes(`http://127.0.0.1:${port}`, request)).split('\r\n\r\n')[1];
}

describe('a client is counted for', () => {
  it('its own address, whatever it says about where it comes from', async () => {
    const forged = 'x-client-address: 203.0.113.9\r\nX-Forwarded-For: 203.0.113.9\r\n';
    expect(await counted(forged, { trustProxy: false })).toBe('127.0.0.1');
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
    expect(await counted(`X-Forwarded-For: ${hops}\r\n`, { trustProxy: true })).toBe(address);
  });
});
