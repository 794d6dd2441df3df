import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import {
  type IncomingHttpHeaders,
  IncomingMessage,
  Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import { isIP, type Socket } from 'node:net';
import { collector } from './read-body';
import {
  type Form,
  METHODS,
  MOST_BYTES,
  type RequestRefusal,
  readForm,
  refusalPage,
  type Target,
  targetOf,
  validateHead,
} from './request-validation';

/** The request in hand: its answer, the name under which the log speaks of it, and the address that it comes from. */
type RequestContext = { response: ServerResponse; id: string; client: string };

// Shared by the copies of this module in the start-up hook and in the pages, and with `hold-connections.mjs`.
const shared = globalThis as {
  requestInHand?: AsyncLocalStorage<RequestContext>;
  heldConnections?: { release(): [Server, Socket][] };
};
shared.requestInHand ??= new AsyncLocalStorage();
const requestInHand = shared.requestInHand;

/** Sets the status of the answer in hand; Next.js gives a page or an action no way to say that it failed. */
export function setResponseStatus(status: number, headers: Record<string, string> = {}): void {
  const response = requestInHand.getStore()?.response;
  if (!response || response.headersSent) return;
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

/** The id of the request in hand; none outside of one. */
export const requestId = (): string | undefined => requestInHand.getStore()?.id;

/** The address that the request in hand comes from, as the limits count it; none outside of one. */
export const clientAddress = (): string | undefined => requestInHand.getStore()?.client;

/** Whether whoever has connected so far waits until `watchRequests` is there. */
export const holdsConnections = (): boolean => shared.heldConnections !== undefined;

/** What became of a request. The address may hold somebody's key: a log names the route instead. */
export type Outcome = { id: string; method: string; url: string; status: number; ms: number };

/** What is asked for, as far as it can change what is shown. */
export type Asked = Pick<Target, 'path' | 'search'> & { method: string; headers: IncomingHttpHeaders };
/** The address and the headers that stand in the place of those that came. */
export type Canonical = { url: string; headers: IncomingHttpHeaders };

type Watch = {
  trustProxy: boolean;
  /** What every answer carries unless it says something else itself. */
  headers?: Record<string, string>;
  /** How a request is handed on that is for something that is kept for everybody; `null` for every other. */
  canonical?: ((asked: Asked) => Canonical | null) | undefined;
  /** What the answer of some pages carries before that; also writes to the request what the framework is to read there. */
  pageHeaders?: (request: IncomingMessage) => Record<string, string> | null;
  onAnswered?: ((outcome: Outcome) => void) | undefined;
  /** Hot reload speaks another protocol over the same connection; elsewhere nobody does. */
  upgrades?: boolean;
};

/**
 * Takes every request before the framework does: remembers where it comes from, refuses what no page could answer, and hands
 * the others on in one way of writing, forms when they are whole. Lets in whoever has connected before.
 */
export function watchRequests({
  trustProxy,
  headers = {},
  canonical,
  pageHeaders,
  onAnswered,
  upgrades = false,
}: Watch): void {
  const held = shared.heldConnections?.release() ?? [];
  const emit: (this: Server, event: string, ...args: unknown[]) => boolean = Server.prototype.emit;
  Server.prototype.emit = function (this: Server, event: string, ...args: unknown[]) {
    if (!servers.has(this)) {
      servers.add(this);
      takeAll(this, { headers, upgrades });
    }
    if (event !== 'request') return emit.call(this, event, ...args);
    const [request, response] = args as [IncomingMessage, ServerResponse];
    const target = targetOf(request.url ?? '');
    if (target) {
      request.url = target.path + target.search;
      // A whole address names the host instead of the header (RFC 9112, section 3.2.2).
      if (target.host !== null) request.headers.host = target.host;
    }
    const client = clientOf(request, trustProxy);
    follow(response);
    answers.set(request.socket, response);
    const id = idOf(request, trustProxy);
    if (onAnswered) {
      const { method = '', url = '' } = request;
      const since = performance.now();
      response.once('close', () => {
        const ms = Math.round(performance.now() - since);
        // Whoever hung up before the answer was complete is written down as the reverse proxies do.
        onAnswered({ id, method, url, status: response.writableFinished ? response.statusCode : 499, ms });
      });
    }
    complete(response, headers);
    endWithBytes(response);
    const pass = (whole: IncomingMessage) => {
      const more = pageHeaders?.(whole);
      if (more) complete(response, more);
      return requestInHand.run({ response, id, client }, () => emit.call(this, event, whole, response));
    };

    const refusal = validateHead(request);
    if (!target || refusal !== null) {
      refuse(request, response, refusal ?? 400);
      return true;
    }
    const { method = '' } = request;
    const alike = canonical?.({ ...target, method, headers: request.headers });
    if (alike) {
      request.url = alike.url;
      setHeaders(request, alike.headers);
    }
    if (method !== 'POST') return pass(request);
    readBody(request, response, pass);
    return true;
  } as typeof Server.prototype.emit;
  for (const [server, socket] of held) server.emit('connection', socket);
}

/** Lets nothing be answered past the edge: what Node.js refuses by itself would have no header of ours. */
function takeAll(server: Server, { headers = {}, upgrades }: Pick<Watch, 'headers' | 'upgrades'>): void {
  // Without a listener an upgrade is a request like any other.
  if (!upgrades) server.removeAllListeners('upgrade');
  // The gate asks for the host, and any expectation may be disregarded (RFC 9110, section 10.1.1).
  // Without a proxy nobody else closes what does not come to its end.
  Object.assign(server, { requireHostHeader: false, headersTimeout: HEAD_MS, requestTimeout: WHOLE_MS });
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('clientError', ({ code }: NodeJS.ErrnoException, socket: Socket) => {
    // What comes behind is no request either, and has been answered.
    if (unread.has(socket)) return;
    const answer = answers.get(socket);
    // Behind an answer that has begun another one would be taken for a part of that.
    const isAnswering = answer?.headersSent && !answer.writableFinished;
    if (isAnswering || !socket.writable) return socket.destroy();
    unread.add(socket);
    const status = unreadable[code ?? ''] ?? 400;
    const said = { ...headers, 'cache-control': 'no-store', connection: 'close' };
    const lines = Object.entries(said).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n`).resume();
    // Whoever is still sending would lose the answer with the connection.
    setTimeout(() => socket.destroy(), DRAIN_MS).unref();
  });
}

/** How long a request's head may take, and all of it: a spreadsheet of three megabytes over a slow line. */
const HEAD_MS = 20_000;
const WHOLE_MS = 120_000;

/** The newest answer on each connection. */
const answers = new WeakMap<Socket, ServerResponse>();

/** Connections on which something came that is no request. */
const unread = new WeakSet<Socket>();

/** What is no request of HTTP: too long a head, or one that never came to its end; anything else is a bad one. */
const unreadable: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** Adds at the last moment what an answer lacks: the framework puts its own values beside earlier ones instead of over them. */
function complete(response: ServerResponse, headers: Record<string, string>): void {
  const writeHead = response.writeHead;
  response.writeHead = function (this: ServerResponse, ...args: unknown[]) {
    for (const [name, value] of Object.entries(headers)) {
      if (!this.hasHeader(name)) this.setHeader(name, value);
    }
    return Reflect.apply(writeHead, this, args);
  } as typeof writeHead;
}

/**
 * Hands a page over as bytes. Node.js counts those of a text longer than 65,535 characters that begins with the headers
 * one by one, which took longer than all else that the note needs.
 */
function endWithBytes(response: ServerResponse): void {
  const end = response.end;
  response.end = function (this: ServerResponse, ...args: unknown[]) {
    const [body, ...rest] = args;
    const isText = typeof body === 'string' && (typeof rest[0] !== 'string' || /^utf-?8$/i.test(rest[0]));
    return Reflect.apply(end, this, isText ? [utf8.encode(body), ...rest] : args);
  } as typeof end;
}

const utf8 = new TextEncoder();

/**
 * Answers instead of the framework, once what is still on its way has run out: whoever is sending would lose the answer with
 * the connection. But not for ever.
 */
function refuse(request: IncomingMessage, response: ServerResponse, refusal: RequestRefusal): void {
  const answer = () => {
    if (response.headersSent) return;
    response.writeHead(refusal, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      connection: 'close',
      ...(refusal === 405 && { allow: METHODS.join(', ') }),
    });
    response.end(refusalPage(refusal));
  };
  if (request.readableEnded) answer();
  else request.once('end', answer).resume();
  setTimeout(answer, DRAIN_MS).unref();
}

const DRAIN_MS = 5_000;

/** Reads a body to its end before anybody works with it, and hands the request on with it. */
function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  pass: (whole: IncomingMessage) => void,
): void {
  // Whoever hangs up in the middle has nobody to answer to.
  request.on('error', () => response.destroy());
  collect(request, MOST_BYTES, (body) => {
    const form = body ? readForm(request.headers, body) : 413;
    if (typeof form === 'number') refuse(request, response, form);
    else pass(withForm(request, form));
  });
}

/** So many bytes of forms that are not whole yet are held at once: some twenty of the largest. */
const collect = collector(64 * 2 ** 20);

/**
 * Headers about one connection or the body as it came (RFC 9110, section 7.6.1). The framework sends itself a request with those
 * of a form when an action leads to another page, and that request fails with these.
 */
const OF_CONNECTION = ['expect', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

/** The same request once more, with a form that is there already. */
function withForm(request: IncomingMessage, { contentType, body }: Form): IncomingMessage {
  const { method, url, headers, httpVersion, httpVersionMajor, httpVersionMinor } = request;
  const whole = Object.assign(new IncomingMessage(request.socket), {
    method,
    url,
    httpVersion,
    httpVersionMajor,
    httpVersionMinor,
    complete: true,
  });
  setHeaders(whole, {
    ...Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_CONNECTION.includes(name))),
    'content-type': contentType,
    'content-length': String(body.length),
  });
  whole.push(body);
  whole.push(null);
  return whole;
}

/** Puts headers in the place of those that came, wherever somebody reads them. */
function setHeaders(request: IncomingMessage, headers: IncomingHttpHeaders): void {
  request.headers = headers;
  request.rawHeaders = Object.entries(headers).flatMap(([name, values]) =>
    [values ?? []].flat().flatMap((value) => [name, value]),
  );
}

/** The proxy's own name for the request, so that both logs can be read together; else one of ours. */
function idOf({ headers }: IncomingMessage, trustProxy: boolean): string {
  const given = trustProxy ? headers['x-request-id'] : undefined;
  return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
}

const servers = new Set<Server>();
let inHand = 0;
let whenEmpty: (() => void) | null = null;

function follow(response: ServerResponse): void {
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
    for (const server of servers) {
      server.close();
      // The framework's own way out closes it once more, and would print a complaint.
      server.close = (closed) => {
        closed?.();
        return server;
      };
    }
    if (inHand === 0) resolve();
  });
}

/**
 * Where a request comes from: the socket's own address, or behind a proxy the last hop, which the proxy itself appended. A forged
 * `X-Forwarded-For` changes nothing, and a hop that is no address is none.
 */
function clientOf({ headers, socket }: IncomingMessage, trustProxy: boolean): string {
  const hop = trustProxy
    ? String(headers['x-forwarded-for'] ?? '')
        .split(',')
        .at(-1)
    : undefined;
  return addressIn(hop) ?? addressIn(socket.remoteAddress) ?? 'unknown';
}

/** The IP address in a hop, without quotes, brackets, port (RFC 7239, section 6) and zone; `null` where there is none. */
function addressIn(hop = ''): string | null {
  const text = hop.trim().replace(/^"(.*)"$/, '$1');
  const address = text.match(/^\[(.*)\](?::\d+)?$/)?.[1] ?? text.replace(/^([\d.]+):\d+$/, '$1');
  return isIP(address) === 0 ? null : address.replace(/%.*$/, '');
}
