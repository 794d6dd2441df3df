import { AsyncLocalStorage } from 'node:async_hooks';
import type { ServerResponse } from 'node:http';

/** What is known of the request that is being answered: its response, its id in the log, and the client's address. */
type RequestContext = { response: ServerResponse; id: string; client: string };

// The server and the framework's pages load this module separately; only globalThis is shared between the two copies.
const shared = globalThis as { requestContext?: AsyncLocalStorage<RequestContext> };
shared.requestContext ??= new AsyncLocalStorage();
const storage = shared.requestContext;

/** Runs the work, and all that it awaits, with this context. */
export const withRequestContext = <T>(context: RequestContext, work: () => T): T =>
  storage.run(context, work);

/** Sets the status of the response. Next.js offers a page or an action no way to say that it failed. */
export function setResponseStatus(status: number, headers: Record<string, string> = {}): void {
  const response = storage.getStore()?.response;
  if (!response || response.headersSent) return;
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

/** The id of the request in the log; `undefined` outside of a request. */
export const requestId = (): string | undefined => storage.getStore()?.id;

/** The address that the request comes from, as the rate limits count it; `undefined` outside of a request. */
export const clientAddress = (): string | undefined => storage.getStore()?.client;
