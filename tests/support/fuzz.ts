import { askInBytes } from './ask';
import { type Action, builtActions, builtRoutes } from './build';
import { addressOf, type Exhibits, makeExhibits } from './exhibits';
import { inviteHost, sessionOf } from './sign-in';
import type { Site } from './site';

/** What was wrong with an answer, with the number of the request, by which it can be made again. */
export type Finding = { number: number; what: string; request: string };

/** Everybody who may send something to a site: nobody, the host, the secretariat, a participant with a link; and what there is to ask for. */
export async function everybodyAt(site: Site): Promise<{ cookies: string[]; about: Exhibits }> {
  const about = await makeExhibits(site);
  inviteHost(site, 'host@example.org');
  return { cookies: ['', await sessionOf(site, 'host@example.org'), await sessionOf(site)], about };
}

/** A repeatable row of numbers from 0 to below 1 (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const BOUNDARY = 'fuzzboundary';
const methods = [
  'GET',
  'GET',
  'GET',
  'HEAD',
  'POST',
  'POST',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
];
const texts = [
  '',
  'a',
  'سلمى',
  '\u0000',
  '\r\nSet-Cookie: x=1',
  '%0d%0aX-Injected:1',
  '../../../etc/passwd',
  '..%2f..%2f',
  '%2e%2e',
  '%ff%fe',
  '%',
  '<script>alert(1)</script>',
  "' OR 1=1 --",
  '{"$ne":null}',
  '\u202e',
  '99999999999999999999',
  '-1',
  '__proto__',
  'constructor',
  '$ACTION_ID_x',
  '$1:then',
  '["$F1"]',
  'x'.repeat(3_000),
  '\ud800',
  '=1+1',
];
/** What the framework's script says of what an action is given, rightly and wrongly. */
const flights = [
  '[{"attempt":0},"$K1"]',
  '[{"attempt":0}]',
  '[{"attempt":',
  '{"id":"x","bound":null}',
  '[]',
  '"$K1"',
  '["$F1"]',
  '["$nabc"]',
  '["$1:__proto__:x"]',
];
/** What the framework's router says about where it is, rightly and wrongly. */
const routerStates = [
  '["",{}]',
  encodeURIComponent('["",{"children":[["locale","ar","d",null],{"children":["__PAGE__",{}]}]}]'),
  '["",{"children":["x",{}]},null,"refetch"]',
  '["",{"children":1}]',
  '[""',
  '{}',
  'null',
  '%E0%A4%A',
  '[',
];
/** What else may stand in the head of a part, and how a name may be written. */
const partLines = [
  'Content-Type: text/plain; charset=utf-16le',
  'Content-Type: application/octet-stream',
  'Content-Transfer-Encoding: base64',
  'Content-Disposition: form-data; name="other"',
  'X-Other: 1',
  ' folded',
];
const partParameters = [
  (name: string) => `name="${name}"; name="other"`,
  (name: string) => `name="${name}"; filename="a.csv"`,
  (name: string) => `name="${name}"; filename=""`,
  (name: string) => `filename="a.csv"; name="${name}"`,
  (name: string) => `name=${name}`,
  (name: string) => `name*=utf-8''${encodeURIComponent(name)}`,
  (name: string) => `name="${name}\\"; x="`,
  (name: string) => `name="${name}%22"`,
];
const headers = [
  'Next-Action',
  'RSC',
  'Next-Router-State-Tree',
  'Next-Router-Prefetch',
  'Next-Router-Segment-Prefetch',
  'Next-HMR-Refresh',
  'Next-Url',
  'Next-Resume',
  'x-action-forwarded',
  'x-matched-path',
  'x-now-route-matches',
  'x-middleware-prefetch',
  'Purpose',
  'Sec-Fetch-Dest',
  'User-Agent',
  'X-Forwarded-Proto',
  'x-middleware-subrequest',
  'x-nextjs-data',
  'x-client-address',
  'X-Forwarded-Host',
  'X-Forwarded-For',
  'X-Request-Id',
  'Range',
  'If-None-Match',
  'If-Modified-Since',
  'Accept-Encoding',
  'Accept-Language',
  'Cookie',
  'Referer',
  'Authorization',
  'Transfer-Encoding',
  'Expect',
  'Content-Encoding',
  'Upgrade',
  'Content-Type',
];
const types = [
  `multipart/form-data; boundary=${BOUNDARY}`,
  `multipart/form-data; boundary=${BOUNDARY}`,
  'multipart/form-data',
  'text/plain;charset=UTF-8',
  'application/json',
  'application/x-www-form-urlencoded',
  'text/x-component',
  'image/png',
  '',
];

/** What no answer may tell: paths of the machine, the code behind, the words of the database, secrets. */
const LEAK =
  /node_modules|\/server\/chunks|at async |Prisma|SQLITE|sqlite|postgres:|AUTH_SECRET|for-tests-of-32/;

/**
 * Sends requests that nobody would, the same ones for the same seed: odd methods and paths, headers and bodies of every kind,
 * forged and cut off, signed in and not.
 * @param cookies whose sessions are used, the empty one for nobody
 * @returns what was wrong: a 5xx, an answer that tells too much or lacks what all say, or none at all; how many answers had
 *   which status; and the routes of which something was shown
 */
export async function fuzz(
  origin: string,
  { count, seed, cookies, about }: { count: number; seed: number; cookies: string[]; about: Exhibits },
): Promise<{ findings: Finding[]; statuses: Map<number, number>; opened: Set<string> }> {
  const next = random(seed);
  const one = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  const routes = builtRoutes();
  const actions: Action[] = builtActions();
  const bytes = (length: number) => Buffer.from(Array.from({ length }, () => Math.floor(next() * 256)));

  function path(route: string, isStraight: boolean): string {
    const part = () =>
      next() < 0.5 ? encodeURIComponent(one(texts).toWellFormed()) : one(texts).replace(/[^\x21-\x7e]/g, '');
    const locale = isStraight || next() < 0.9 ? one(['ar', 'en']) : part();
    // Half of the time it is about something that there is.
    const filled = (
      next() < 0.5 ? addressOf(route, about, locale) : route.replace('[locale]', locale)
    ).replace(/\[\w+\]/g, part);
    const tricks: ((path: string) => string)[] = [
      (it) => it,
      (it) => it,
      (it) => it,
      (it) => `/${it}`,
      (it) => `${it}/`,
      (it) => it.replaceAll('/', '//'),
      (it) => it.toUpperCase(),
      (it) => `${it}%00`,
      (it) => `/_next/static/..${it}`,
      () => `/_next/image?url=${part()}&w=64&q=75`,
      () => `/_next/data/x${part()}.json`,
      (it) => `${it}/../${part()}`,
      (it) => `${it};${part()}`,
      (it) => `${it}#${part()}`,
      (it) => `\\${it}`,
      (it) => `/%2e%2E${it}`,
      (it) => `${it}.rsc`,
      (it) => `${it}.segments/_tree.segment.rsc`,
      (it) => `http://elsewhere.example.org${it}`,
      (it) => `https://${part()}${it}`,
      (it) => `ftp:/${it}`,
      (it) => it.slice(1),
      () => one(['*', '/500', '/404', '/_error', '/_global-error', '/_not-found', '/index']),
    ];
    const query = next() < 0.4 ? `?${part()}=${part()}&q=${part()}&page=${part()}&_rsc=${part()}` : '';
    return (isStraight ? filled : one(tricks)(filled)) + query;
  }

  const descriptor = () => `{"id":"${one(actions).id}","bound":${one(['null', '"$@1"', '"$@0"', '1'])}}`;

  function form(): Buffer {
    const names = [
      'fullName',
      'email',
      'locale',
      'formId',
      'id',
      'seen',
      '0',
      '_1_email',
      '1',
      '$ACTION_REF_1',
      '$ACTION_1:0',
      '$ACTION_1:1',
      '$ACTION_KEY',
      `$ACTION_ID_${one(actions).id}`,
      '$ACTION_ID_00',
    ];
    // Now and then what belongs together stands together, so that an action is reached.
    const isCall = next() < 0.3;
    const named = isCall ? ['$ACTION_REF_1', '$ACTION_1:0', '$ACTION_1:1', '0', 'email'] : null;
    const disposition = (name: string) =>
      `Content-Disposition: form-data; ${next() < 0.1 ? one(partParameters)(name) : `name="${name}"`}`;
    const parts = Array.from({ length: named?.length ?? Math.floor(next() * 6) }, (_, index) =>
      Buffer.concat([
        Buffer.from(
          [
            `--${BOUNDARY}`,
            disposition(named?.[index] ?? one(names)),
            ...(next() < 0.1 ? [one(partLines)] : []),
            '\r\n',
          ].join('\r\n'),
        ),
        named?.[index] === '$ACTION_1:0' && next() < 0.8
          ? Buffer.from(descriptor())
          : next() < 0.2
            ? bytes(20)
            : Buffer.from(one([...texts, ...flights, descriptor()])),
        Buffer.from('\r\n'),
      ]),
    );
    const whole = Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]);
    return next() < 0.8 ? whole : whole.subarray(0, Math.floor(next() * whole.length));
  }

  function request(): { route: string; head: string; body: Buffer } {
    const route = one(routes);
    // Now and then somebody who may see everything asks for what there is: only the rest of the request is odd.
    const isStraight = next() < 0.2;
    const method = isStraight ? 'GET' : one(methods);
    const hasBody = !['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(method);
    const body = !hasBody
      ? Buffer.alloc(0)
      : next() < 0.01
        ? Buffer.alloc(10 * 2 ** 20)
        : next() < 0.7
          ? form()
          : bytes(Math.floor(next() * 300));
    const version = isStraight || next() < 0.95 ? '1.1' : '1.0';
    const lines = [`Cookie: ${isStraight ? cookies.at(-1) : one(cookies)}`];
    if (version === '1.1' || next() < 0.5) lines.push(`Host: ${new URL(origin).host}`);
    lines.push(next() < 0.1 ? 'Connection: upgrade, close' : 'Connection: close');
    if (hasBody) lines.push(`Content-Type: ${one(types)}`, `Content-Length: ${body.length}`);
    if (hasBody && next() < 0.5)
      lines.push(`Origin: ${next() < 0.9 ? origin : one(['null', 'https://elsewhere.example.org', ''])}`);
    if (next() < 0.2) lines.push('RSC: 1', `Next-Router-State-Tree: ${one(routerStates)}`);
    if (next() < 0.3) lines.push(`Next-Action: ${next() < 0.7 ? one(actions).id : 'forged'}`);
    for (let more = Math.floor(next() * 3); more > 0; more--) {
      const name = one(headers);
      // What would make two requests of one is the server's own parser's to refuse, and it does.
      const value = one([...texts, '1', 'bytes=0-1', 'gzip', '100-continue', 'chunked'] as const).replace(
        /[^\x21-\x7e]/g,
        ' ',
      );
      if (!(hasBody && ['Transfer-Encoding', 'Expect', 'Content-Type'].includes(name)))
        lines.push(`${name}: ${value}`);
    }
    return {
      route,
      head: `${method} ${path(route, isStraight)} HTTP/${version}\r\n${lines.join('\r\n')}\r\n\r\n`,
      body,
    };
  }

  const findings: Finding[] = [];
  const statuses = new Map<number, number>();
  const opened = new Set<string>();
  for (let number = 0; number < count; number++) {
    const { route, head, body } = request();
    // "Go on" is not the answer yet.
    const answer = (await askInBytes(origin, head, body)).replace(/^(HTTP\/1\.1 1\d\d[\s\S]*?\r\n\r\n)+/, '');
    const status = Number(answer.match(/^HTTP\/1\.1 (\d{3})/)?.[1] ?? 0);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status === 200) opened.add(route);
    const wrong = (what: string) =>
      findings.push({ number, what, request: head.slice(0, 1_500) + String(body.subarray(0, 600)) });
    if (status === 0) wrong('no answer');
    if (status >= 500) wrong(`answered ${status}`);
    const [headOfAnswer = ''] = answer.split('\r\n\r\n', 1);
    if (/^(set-cookie: x=1|x-injected)/im.test(headOfAnswer)) wrong('a header was injected');
    if (!/^x-content-type-options: nosniff/im.test(headOfAnswer))
      wrong('an answer without the headers of all');
    const leak = answer.match(LEAK)?.[0];
    if (leak) wrong(`the answer tells ${leak}`);
  }
  return { findings, statuses, opened };
}

/**
 * The lines that tell of an error: the site's own, and what the framework prints past its log. One of these is no fault: a form
 * of another build is answered with 409, and the framework says so by itself.
 */
export const errorsIn = (log: string): string[] =>
  log
    .split('\n')
    .filter((line) => (line.startsWith('{') ? JSON.parse(line).level >= 50 : /⨯|Error/.test(line)))
    .filter((line) => !line.includes('Failed to find Server Action'));

/** The routes of which a fuzzer must have seen more than a refusal: all but those that only lead elsewhere or want more. */
export const toOpen = (): string[] =>
  builtRoutes().filter((route) => !['/', '/metrics', '/[locale]/admin/sign-in'].includes(route));
