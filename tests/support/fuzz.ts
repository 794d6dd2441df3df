import { askInBytes } from './ask';
import { type Action, builtActions, builtRoutes } from './build';
import { addressOf, createSampleRecords, type SampleRecords } from './sample-records';
import { inviteHost, sessionOf } from './sign-in';
import type { Site } from './site';

/** A wrong answer. With the same seed, `number` identifies the request, so that it can be repeated. */
export type Finding = { number: number; problem: string; request: string };

/** Prepares a site for `fuzz`: the cookies of nobody, the host and the secretariat, and one record of each kind. */
export async function fuzzTargets(site: Site): Promise<{ cookies: string[]; records: SampleRecords }> {
  const records = await createSampleRecords(site);
  inviteHost(site, 'host@example.org');
  return { cookies: ['', await sessionOf(site, 'host@example.org'), await sessionOf(site)], records };
}

/** A pseudo-random generator of numbers from 0 to below 1 (mulberry32): the same seed gives the same numbers. */
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
/** Arguments of an action as the framework's script encodes them, valid and invalid. */
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
/** States of the framework's router, valid and invalid. */
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
/** Additional header lines of a part of a form. */
const partLines = [
  'Content-Type: text/plain; charset=utf-16le',
  'Content-Type: application/octet-stream',
  'Content-Transfer-Encoding: base64',
  'Content-Disposition: form-data; name="other"',
  'X-Other: 1',
  ' folded',
];
/** Unusual ways to write the name of a part. */
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

/** Internals that no answer may contain: paths, stack traces, messages of the database, secrets. */
const LEAK =
  /node_modules|\/server\/chunks|at async |Prisma|SQLITE|sqlite|postgres:|AUTH_SECRET|for-tests-of-32/;

/**
 * Sends unusual requests: odd methods and paths, all kinds of headers and bodies, forged and truncated, signed in and not. The same seed
 * gives the same requests.
 * @param cookies the sessions to use, the most powerful one last; an empty one for nobody
 * @returns the findings: no answer, a status of 5xx, a leak, or a missing security header; the number of answers by status; and the
 *   routes that were answered with 200
 */
export async function fuzz(
  origin: string,
  {
    count,
    seed,
    cookies,
    records,
  }: { count: number; seed: number; cookies: string[]; records: SampleRecords },
): Promise<{ findings: Finding[]; statuses: Map<number, number>; opened: Set<string> }> {
  const next = random(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  const routes = builtRoutes();
  const actions: Action[] = builtActions();
  const bytes = (length: number) => Buffer.from(Array.from({ length }, () => Math.floor(next() * 256)));

  function path(route: string, isValid: boolean): string {
    const part = () =>
      next() < 0.5
        ? encodeURIComponent(pick(texts).toWellFormed())
        : pick(texts).replace(/[^\x21-\x7e]/g, '');
    const locale = isValid || next() < 0.9 ? pick(['ar', 'en']) : part();
    // Half of the requests are about existing records.
    const filled = (
      next() < 0.5 ? addressOf(route, records, locale) : route.replace('[locale]', locale)
    ).replace(/\[\w+\]/g, part);
    const tricks: ((path: string) => string)[] = [
      (path) => path,
      (path) => path,
      (path) => path,
      (path) => `/${path}`,
      (path) => `${path}/`,
      (path) => path.replaceAll('/', '//'),
      (path) => path.toUpperCase(),
      (path) => `${path}%00`,
      (path) => `/_next/static/..${path}`,
      () => `/_next/image?url=${part()}&w=64&q=75`,
      () => `/_next/data/x${part()}.json`,
      (path) => `${path}/../${part()}`,
      (path) => `${path};${part()}`,
      (path) => `${path}#${part()}`,
      (path) => `\\${path}`,
      (path) => `/%2e%2E${path}`,
      (path) => `${path}.rsc`,
      (path) => `${path}.segments/_tree.segment.rsc`,
      (path) => `http://elsewhere.example.org${path}`,
      (path) => `https://${part()}${path}`,
      (path) => `ftp:/${path}`,
      (path) => path.slice(1),
      () => pick(['*', '/500', '/404', '/_error', '/_global-error', '/_not-found', '/index']),
    ];
    const query = next() < 0.4 ? `?${part()}=${part()}&q=${part()}&page=${part()}&_rsc=${part()}` : '';
    return (isValid ? filled : pick(tricks)(filled)) + query;
  }

  const descriptor = () => `{"id":"${pick(actions).id}","bound":${pick(['null', '"$@1"', '"$@0"', '1'])}}`;

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
      `$ACTION_ID_${pick(actions).id}`,
      '$ACTION_ID_00',
    ];
    // Some forms have all fields of a call of an action, so that an action is reached.
    const isCall = next() < 0.3;
    const named = isCall ? ['$ACTION_REF_1', '$ACTION_1:0', '$ACTION_1:1', '0', 'email'] : null;
    const disposition = (name: string) =>
      `Content-Disposition: form-data; ${next() < 0.1 ? pick(partParameters)(name) : `name="${name}"`}`;
    const parts = Array.from({ length: named?.length ?? Math.floor(next() * 6) }, (_, index) =>
      Buffer.concat([
        Buffer.from(
          [
            `--${BOUNDARY}`,
            disposition(named?.[index] ?? pick(names)),
            ...(next() < 0.1 ? [pick(partLines)] : []),
            '\r\n',
          ].join('\r\n'),
        ),
        named?.[index] === '$ACTION_1:0' && next() < 0.8
          ? Buffer.from(descriptor())
          : next() < 0.2
            ? bytes(20)
            : Buffer.from(pick([...texts, ...flights, descriptor()])),
        Buffer.from('\r\n'),
      ]),
    );
    const complete = Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]);
    return next() < 0.8 ? complete : complete.subarray(0, Math.floor(next() * complete.length));
  }

  function request(): { route: string; head: string; body: Buffer } {
    const route = pick(routes);
    // Some requests are valid and from the secretariat, for existing records: only their headers are unusual.
    const isValid = next() < 0.2;
    const method = isValid ? 'GET' : pick(methods);
    const hasBody = !['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(method);
    const body = !hasBody
      ? Buffer.alloc(0)
      : next() < 0.01
        ? Buffer.alloc(10 * 2 ** 20)
        : next() < 0.7
          ? form()
          : bytes(Math.floor(next() * 300));
    const version = isValid || next() < 0.95 ? '1.1' : '1.0';
    const lines = [`Cookie: ${isValid ? cookies.at(-1) : pick(cookies)}`];
    if (version === '1.1' || next() < 0.5) lines.push(`Host: ${new URL(origin).host}`);
    lines.push(next() < 0.1 ? 'Connection: upgrade, close' : 'Connection: close');
    if (hasBody) lines.push(`Content-Type: ${pick(types)}`, `Content-Length: ${body.length}`);
    if (hasBody && next() < 0.5)
      lines.push(`Origin: ${next() < 0.9 ? origin : pick(['null', 'https://elsewhere.example.org', ''])}`);
    if (next() < 0.2) lines.push('RSC: 1', `Next-Router-State-Tree: ${pick(routerStates)}`);
    if (next() < 0.3) lines.push(`Next-Action: ${next() < 0.7 ? pick(actions).id : 'forged'}`);
    for (let more = Math.floor(next() * 3); more > 0; more--) {
      const name = pick(headers);
      // Headers that could split one request into two are left out of requests with a body: Node.js refuses those itself.
      const value = pick([...texts, '1', 'bytes=0-1', 'gzip', '100-continue', 'chunked'] as const).replace(
        /[^\x21-\x7e]/g,
        ' ',
      );
      if (!(hasBody && ['Transfer-Encoding', 'Expect', 'Content-Type'].includes(name)))
        lines.push(`${name}: ${value}`);
    }
    return {
      route,
      head: `${method} ${path(route, isValid)} HTTP/${version}\r\n${lines.join('\r\n')}\r\n\r\n`,
      body,
    };
  }

  const findings: Finding[] = [];
  const statuses = new Map<number, number>();
  const opened = new Set<string>();
  for (let number = 0; number < count; number++) {
    const { route, head, body } = request();
    // An interim response (1xx) comes before the final one.
    const answer = (await askInBytes(origin, head, body)).replace(/^(HTTP\/1\.1 1\d\d[\s\S]*?\r\n\r\n)+/, '');
    const status = Number(answer.match(/^HTTP\/1\.1 (\d{3})/)?.[1] ?? 0);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status === 200) opened.add(route);
    const report = (problem: string) =>
      findings.push({ number, problem, request: head.slice(0, 1_500) + String(body.subarray(0, 600)) });
    if (status === 0) report('no answer');
    if (status >= 500) report(`answered ${status}`);
    const [answerHead = ''] = answer.split('\r\n\r\n', 1);
    if (/^(set-cookie: x=1|x-injected)/im.test(answerHead)) report('a header was injected');
    if (!/^x-content-type-options: nosniff/im.test(answerHead))
      report('an answer without the security headers');
    const leak = answer.match(LEAK)?.[0];
    if (leak) report(`the answer tells ${leak}`);
  }
  return { findings, statuses, opened };
}

/**
 * The lines of a log that report an error: of the site's own log, and those that the framework prints directly. One line of the framework
 * is ignored: it reports a form of another build, which the site answers with 409.
 */
export const errorsIn = (log: string): string[] =>
  log
    .split('\n')
    .filter((line) => (line.startsWith('{') ? JSON.parse(line).level >= 50 : /⨯|Error/.test(line)))
    .filter((line) => !line.includes('Failed to find Server Action'));

/** The routes that a long run of the fuzzer must have opened: all except those that redirect or need a special request. */
export const routesToOpen = (): string[] =>
  builtRoutes().filter((route) => !['/', '/metrics', '/[locale]/admin/sign-in'].includes(route));
