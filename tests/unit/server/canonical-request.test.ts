import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalRequests } from '@/lib/server/canonical-request';
import { requestTargetOf } from '@/lib/server/request-validation';

const route = (page: string) => ({
  page,
  regex: `^${page.replace(/[.-]/g, '\\$&').replace(/\[\w+\]/g, '([^/]+?)')}(?:/)?$`,
});
const canonical = canonicalRequests(
  {
    routes: JSON.stringify({
      staticRoutes: ['/_not-found', '/robots.txt', '/health'].map(route),
      dynamicRoutes: [
        '/[locale]',
        '/[locale]/share',
        '/[locale]/rsvp',
        '/[locale]/registration/[token]',
        '/[locale]/note.pdf',
        '/[locale]/admin/log.csv',
      ].map(route),
    }),
    prerendered: JSON.stringify({
      routes: {
        '/ar': {},
        '/en': {},
        '/ar/share': {},
        '/en/share': {},
        '/robots.txt': {},
        '/_not-found': {},
      },
    }),
  },
  ['/icons/icon-192.png'],
);

/** The headers and address that are passed on for a request. */
function canonicalOf(url: string, headers: Record<string, string> = {}, method = 'GET') {
  const target = requestTargetOf(url);
  return target && canonical({ ...target, method, headers });
}

const mark = fc
  .string({ unit: fc.constantFrom(...'abyz019-_.~'), minLength: 6, maxLength: 12 })
  .map((text) => `q7${text}`);
/** Headers that browsers or other clients may send with any request. */
const headersWith = (text: string) =>
  Object.fromEntries(
    'accept accept-language authorization content-type cookie host if-range next-action next-hmr-refresh next-router-prefetch next-router-segment-prefetch next-router-state-tree next-url origin purpose range referer rsc traceparent user-agent x-forwarded-for x-forwarded-host x-forwarded-proto x-matched-path x-nextjs-data x-request-id'
      .split(' ')
      .map((name) => [name, text]),
  );

describe('the request for a cached page', () => {
  it.each(['/ar', '/en/share', '/robots.txt'])('for %s is the same for all visitors', (path) => {
    const plain = canonicalOf(path);
    expect(plain).toEqual({ url: path, headers: { host: 'localhost', 'user-agent': 'Mozilla/5.0' } });
    fc.assert(
      fc.property(mark, mark, (name, value) => {
        expect(canonicalOf(`${path}?${name}=${value}&_rsc=${value}#${name}`, headersWith(value))).toEqual(
          plain,
        );
      }),
    );
  });

  it('is one and the same for every address that the site does not have', () => {
    const unknown = canonicalOf('/nothing/here');
    const registration = '/registration/AbC-somebodys-key';
    for (const path of [
      registration,
      `/fr${registration}`,
      `/AR${registration}`,
      `/%61r${registration}`,
      `/ar${registration}/more`,
      '/ar/SHARE',
      '/ar/nothing',
      '/nothing.html',
      '/_not-found',
      '/_next/image',
      '/_next/data/build/ar.json',
      '/500',
      '/icons/nothing.png',
    ])
      expect(canonicalOf(`${path}?q=somebody`, headersWith('somebody')), path).toEqual(unknown);
    fc.assert(
      fc.property(fc.array(mark, { minLength: 1, maxLength: 4 }), (parts) => {
        expect(canonicalOf(`/${parts.join('/')}`, headersWith(parts.join()))).toEqual(unknown);
        expect(canonicalOf(`/ar/${parts.join('/')}`)).toEqual(unknown);
      }),
    );
    expect(JSON.stringify(unknown)).not.toContain('nothing');
  });

  it('is written for the framework’s script if the address has its marker, and for browsers otherwise', () => {
    const script = { rsc: '1', 'next-router-state-tree': '["",{}]', 'next-url': '/ar/rsvp' };
    expect(canonicalOf('/ar?_rsc=abc', script)?.headers).toMatchObject({ rsc: '1' });
    expect(canonicalOf('/ar?_rsc=abc', script)).toEqual(canonicalOf('/ar?_rsc', { rsc: '1' }));
    for (const url of ['/ar', '/ar?x_rsc=1', '/ar?_rscx'])
      expect(canonicalOf(url, script)?.headers).not.toHaveProperty('rsc');
  });

  it('asks for a compressed response, and for none if the visitor has it', () => {
    const headers = { 'accept-encoding': 'gzip', 'if-none-match': '"tag"', 'sec-fetch-dest': 'image' };
    expect(canonicalOf('/ar', headers)?.headers).toMatchObject(headers);
  });
});

it.each([
  '/',
  '/ar/',
  '//ar',
  '/ar//share',
  '/ar/rsvp?seen=1',
  '/en/registration/AbC-somebodys-key?done=amended',
  '/health',
  '/ar/admin/log.csv?from=2024-01-01',
  '/_next/static/chunks/a.js',
])('a request for %s is passed on unchanged', (url) => {
  expect(canonicalOf(url, headersWith('somebody'))).toBeNull();
});

it.each(['/icons/icon-192.png', '/ar/note.pdf', '/en/note.pdf'])(
  '%s is one file, whatever follows its path',
  (path) => {
    const headers = { host: 'meeting.example.org', range: 'bytes=0-9' };
    for (const url of [path, `${path}?nxtPlocale=en`, `${path}?v=2&_rsc=1#page`])
      expect(canonicalOf(url, headers)).toEqual({ url: path, headers });
    expect(canonicalOf('/fr/note.pdf?q')).toEqual(canonicalOf('/nothing'));
  },
);

it('a form that is sent to a page without forms keeps its headers', () => {
  const headers = { host: 'meeting.example.org', 'content-type': 'multipart/form-data; boundary=a' };
  expect(canonicalOf('/ar?q=1', headers, 'POST')).toEqual({ url: '/ar', headers });
});
