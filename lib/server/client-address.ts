import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * The address that a request comes from: the socket's, or behind a proxy the last hop of `X-Forwarded-For`, which the proxy itself
 * appended. A forged header changes nothing, and a hop that is no address is ignored.
 */
export function clientAddressOf({ headers, socket }: IncomingMessage, trustProxy: boolean): string {
  const hop = trustProxy
    ? String(headers['x-forwarded-for'] ?? '')
        .split(',')
        .at(-1)
    : undefined;
  return addressIn(hop) ?? addressIn(socket.remoteAddress) ?? 'unknown';
}

/** The IP address in a hop without quotes, brackets, port (RFC 7239, section 6) and zone; `null` where there is none. */
function addressIn(hop = ''): string | null {
  const text = hop.trim().replace(/^"(.*)"$/, '$1');
  const address = text.match(/^\[(.*)\](?::\d+)?$/)?.[1] ?? text.replace(/^([\d.]+):\d+$/, '$1');
  return isIP(address) === 0 ? null : address.replace(/%.*$/, '');
}
