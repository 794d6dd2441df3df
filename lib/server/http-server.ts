import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Socket } from 'node:net';
import { MAX_BODY_BYTES } from './body-limit';
import { clientAddressOf } from './client-address';
import { collector } from './read-body';
import { withRequestContext } from './request-context';
import {
  type Form,
  METHODS,
  type RequestRefusal,
  readForm,
  refusalPage,
  requestTargetOf,
  type Target,
  validateHead,
} from './request-validation';

/** How a request was answered. The URL may hold a personal link: a log names the route instead. */
export type Outcome = { id: string; method: string; url: string; status: number; ms: number };

/** The parts of a request that can change what is shown. */
export type ReceivedRequest = Pick<Target, 'path' | 'search'> & {
  method: string;
  headers: IncomingHttpHeaders;
};
/** The URL and headers that replace those of a request. */
export type CanonicalRequest = { url: string; headers: IncomingHttpHeaders };

type Options = {
  /** Answers a request that passed validation: the framework. */
  handle: (request: IncomingMessage, response: ServerResponse) => unknown;
  trustProxy: boolean;
  /** Headers of every response that does not set them itself. */
  headers?: Record<string, string>;
  /** Replaces the URL and headers of a request for something that is cached for everybody; `null` for any other request. */
  canonical?: ((request: ReceivedRequest) => CanonicalRequest | null) | undefined;
  /** Headers of pages that are rendered per request; also writes to the request what the framework reads there. */
  pageHeaders?: (request: IncomingMessage) => Record<string, string | string[]> | null;
  onAnswered?: ((outcome: Outcome) => void) | undefined;
};

/**
 * The HTTP server of the site. It validates each request before the framework sees it: it refuses what no page could answer, waits
 * until a form is complete, and hands on each request in one canonical form.
 * @returns the server, which does not listen yet; `drain` stops accepting connections and resolves once every request is answered
 */
export function createSiteServer(options: Options): { server: Server; drain: () => Promise<void> } {
  const { handle, trustProxy, headers = {}, canonical, pageHeaders, onAnswered } = options;
  const inFlight = trackInFlight();
  const server = createServer({
    // `validateHead` asks for the host, with a page that says so.
    requireHostHeader: false,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: IDLE_TIMEOUT_MS,
  });
  server.on('request', (request, response) => {
    const target = requestTargetOf(request.url ?? '');
    if (target) {
      request.url = target.path + target.search;
      // An absolute URL names the host instead of the header (RFC 9112, section 3.2.2).
      if (target.host !== null) request.headers.host = target.host;
    }
    const client = clientAddressOf(request, trustProxy);
    inFlight.add(response);
    latestResponse.set(request.socket, response);
    const id = idOf(request, trustProxy);
    if (onAnswered) reportOutcome(request, response, id, onAnswered);
    addMissingHeaders(response, headers);
    endWithBytes(response);

    const refusal = validateHead(request);
    if (!target || refusal !== null) return refuse(request, response, refusal ?? 400);
    const { method = '' } = request;
    const replacement = canonical?.({ ...target, method, headers: request.headers });
    if (replacement) {
      request.url = replacement.url;
      setHeaders(request, replacement.headers);
    }
    const handOn = (checked: IncomingMessage) => {
      const more = pageHeaders?.(checked);
      if (more) {
        addMissingHeaders(response, more);
        // The framework writes a value of its own where there is none.
        if (more['cache-control']) response.setHeader('cache-control', more['cache-control']);
      }
      return withRequestContext({ response, id, client }, () => handle(checked, response));
    };
    if (method === 'POST') readBody(request, response, handOn);
    else handOn(request);
  });
  // Any expectation may be ignored (RFC 9110, section 10.1.1).
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) =>
    answerUnreadable(error, socket, headers),
  );
  return {
    server,
    drain() {
      server.close();
      return inFlight.untilNone();
    },
  };
}

/** How long the head of a request may take, and the whole request: a spreadsheet of three megabytes over a slow line. */
const HEADERS_TIMEOUT_MS = 20_000;
const REQUEST_TIMEOUT_MS = 120_000;

/**
 * How long a connection may be idle: longer than the reverse proxy keeps one (`deploy/nginx.conf`). Otherwise the proxy sends a request on
 * a connection that is closed at that moment, takes the instance for broken, and sends it no requests for two seconds.
 */
const IDLE_TIMEOUT_MS = 75_000;

/** Calls back when a response has ended, with the status that the client saw. */
function reportOutcome(
  { method = '', url = '' }: IncomingMessage,
  response: ServerResponse,
  id: string,
  onAnswered: (outcome: Outcome) => void,
): void {
  const since = performance.now();
  response.once('close', () => {
    const ms = Math.round(performance.now() - since);
    // 499 as reverse proxies write it: the client closed the connection before the response was complete.
    onAnswered({ id, method, url, status: response.writableFinished ? response.statusCode : 499, ms });
  });
}

/** The latest response on each connection. */
const latestResponse = new WeakMap<Socket, ServerResponse>();

/** Connections on which bytes came that are no HTTP request, and that were answered. */
const unreadable = new WeakSet<Socket>();

/** The status for errors of Node.js's HTTP parser; 400 for any other. */
const STATUS_OF_ERROR: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** Answers what is no HTTP request. Node.js would answer it by itself, without the headers of the site. */
function answerUnreadable(
  { code }: NodeJS.ErrnoException,
  socket: Socket,
  headers: Record<string, string>,
): void {
  // More bytes of what was answered already.
  if (unreadable.has(socket)) return;
  const response = latestResponse.get(socket);
  // A second response would be read as a part of the one that has begun.
  const isAnswering = response?.headersSent && !response.writableFinished;
  if (isAnswering || !socket.writable) {
    socket.destroy();
    return;
  }
  unreadable.add(socket);
  const status = STATUS_OF_ERROR[code ?? ''] ?? 400;
  const all = { ...headers, 'cache-control': 'no-store', connection: 'close' };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n`).resume();
  // A client that is still sending would lose the response if the connection were closed now.
  setTimeout(() => socket.destroy(), DRAIN_MS).unref();
}

/** Adds headers that the response lacks when it is sent: the framework adds its own values to earlier ones instead of replacing them. */
function addMissingHeaders(response: ServerResponse, headers: Record<string, string | string[]>): void {
  const writeHead = response.writeHead;
  response.writeHead = function (this: ServerResponse, ...args: unknown[]) {
    for (const [name, value] of Object.entries(headers)) {
      if (!this.hasHeader(name)) this.setHeader(name, value);
    }
    return Reflect.apply(writeHead, this, args);
  } as typeof writeHead;
}

/**
 * Sends a page as bytes. For a text longer than 65,535 characters that is sent together with the headers, Node.js counts the bytes
 * one by one, which takes longer than all the rest of the note.
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
 * Refuses a request. It reads what the client is still sending first, at most for a moment: the client would lose the response if the
 * connection were closed while it sends.
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

/** Reads and validates a form, and hands on a request that has it complete. */
function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  handOn: (checked: IncomingMessage) => void,
): void {
  // The client closed the connection: there is nobody to answer.
  request.on('error', () => response.destroy());
  collect(request, MAX_BODY_BYTES, (body) => {
    const form = body ? readForm(request.headers, body) : 413;
    if (typeof form === 'number') refuse(request, response, form);
    else handOn(withForm(request, form));
  });
}

/** Incomplete forms take at most this many bytes together: some twenty of the largest. */
const collect = collector(64 * 2 ** 20);

/**
 * Headers about one connection or about the body as it came (RFC 9110, section 7.6.1). When an action redirects, the framework sends
 * itself a request with the headers of the form, and that request fails with these.
 */
const HOP_BY_HOP = ['expect', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

/** The same request with a body that is complete and written in canonical form. */
function withForm(request: IncomingMessage, { contentType, body }: Form): IncomingMessage {
  const { method, url, headers, httpVersion, httpVersionMajor, httpVersionMinor } = request;
  const checked = Object.assign(new IncomingMessage(request.socket), {
    method,
    url,
    httpVersion,
    httpVersionMajor,
    httpVersionMinor,
    complete: true,
  });
  setHeaders(checked, {
    ...Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name))),
    'content-type': contentType,
    'content-length': String(body.length),
  });
  checked.push(body);
  checked.push(null);
  return checked;
}

/** Replaces all headers of a request, in both forms in which Node.js keeps them. */
function setHeaders(request: IncomingMessage, headers: IncomingHttpHeaders): void {
  request.headers = headers;
  request.rawHeaders = Object.entries(headers).flatMap(([name, values]) =>
    [values ?? []].flat().flatMap((value) => [name, value]),
  );
}

/** The proxy's id of the request, so that both logs can be read together; else a new one. */
function idOf({ headers }: IncomingMessage, trustProxy: boolean): string {
  const given = trustProxy ? headers['x-request-id'] : undefined;
  return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
}

/** Counts the requests that are being answered. */
function trackInFlight(): { add(response: ServerResponse): void; untilNone(): Promise<void> } {
  let count = 0;
  let whenNone: (() => void) | null = null;
  return {
    add(response) {
      count += 1;
      if (whenNone) response.setHeader('connection', 'close');
      response.once('close', () => {
        count -= 1;
        if (count === 0) whenNone?.();
      });
    },
    untilNone: () =>
      new Promise((resolve) => {
        whenNone = resolve;
        if (count === 0) resolve();
      }),
  };
}
