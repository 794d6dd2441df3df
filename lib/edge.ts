import { AsyncLocalStorage } from 'node:async_hooks';
import { type IncomingMessage, Server, type ServerResponse } from 'node:http';

/** The request header in which the server itself, and nobody else, writes the client's address. */
export const clientAddressHeader = 'x-client-address';

// Shared by the copies of this module in the start-up hook and in the pages.
const shared = globalThis as { currentResponse?: AsyncLocalStorage<ServerResponse> };
shared.currentResponse ??= new AsyncLocalStorage();
const currentResponse = shared.currentResponse;

/** Sets the status of the answer in hand; Next.js gives a page no way to say that it failed. */
export function answerWithStatus(status: number): void {
  const response = currentResponse.getStore();
  if (response && !response.headersSent) response.statusCode = status;
}

/**
 * Gives each request the client's address in a header of ours, over whatever came under that name: the socket's own, or
 * behind a proxy the last hop that the proxy itself appended. A forged `X-Forwarded-For` changes nothing.
 */
export function watchRequests(trustProxy: boolean): void {
  const emit: (this: Server, event: string, ...args: unknown[]) => boolean = Server.prototype.emit;
  Server.prototype.emit = function (this: Server, event: string, ...args: unknown[]) {
    if (event !== 'request') return emit.call(this, event, ...args);
    const [request, response] = args as [IncomingMessage, ServerResponse];
    request.headers[clientAddressHeader] = clientAddress(request, trustProxy);
    follow(this, response);
    return currentResponse.run(response, () => emit.call(this, event, ...args));
  } as typeof Server.prototype.emit;
}

const servers = new Set<Server>();
let inHand = 0;
let whenEmpty: (() => void) | null = null;

function follow(server: Server, response: ServerResponse): void {
  servers.add(server);
  inHand += 1;
  if (whenEmpty) response.setHeader('connection', 'close');
  response.once('close', () => {
    inHand -= 1;
    if (inHand === 0) whenEmpty?.();
  });
}

/** Accepts no new connection from now on. @returns resolves when every request in hand has been answered */
export function drain(): Promise<void> {
  return new Promise((resolve) => {
    whenEmpty = resolve;
    for (const server of servers) server.close();
    if (inHand === 0) resolve();
  });
}

function clientAddress({ headers, socket }: IncomingMessage, trustProxy: boolean): string {
  const hops = trustProxy ? String(headers['x-forwarded-for'] ?? '').split(',') : [];
  return hops.at(-1)?.trim() || (socket.remoteAddress ?? 'unknown');
}
