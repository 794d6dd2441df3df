import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, vi } from 'vitest';
import { clientAddressHeader, watchRequests } from '@/lib/edge';

const forged = '203.0.113.9';
let seen: Record<string, string> = {};
vi.resetModules();
vi.doMock('next/headers', () => ({ headers: async () => new Headers(seen) }));
const { clientAddress } = await import('@/app/form');
vi.doUnmock('next/headers');

/** What a server that answers with `clientAddress()` says to a request that names an address of its own. */
async function counted(): Promise<string> {
  const server = createServer(async (request, response) => {
    seen = { [clientAddressHeader]: String(request.headers[clientAddressHeader]) };
    response.end(await clientAddress());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { [clientAddressHeader]: forged } });
    return await answer.text();
  } finally {
    server.close();
  }
}

it('an address that a client names for itself is never counted, neither before the site has started nor after', async () => {
  expect(await counted()).toBe('unknown');
  watchRequests({ trustProxy: false });
  expect(await counted()).toBe('127.0.0.1');
});
