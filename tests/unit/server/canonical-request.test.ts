import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalRequests } from '@/lib/server/canonical-request';
import { targetOf } from '@/lib/server/request-validation';

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

/** What is handed on of a request for an address. */
function handedOn(url: string, headers: Record<string, string> = {}, method = 'GET') {
  const target = targetOf(url);
  return target && canonical({ ...target, method, headers });
}

const mark = fc
  .string({ unit: fc.constantFrom(...'abyz019-_.~'), minLength: 6, maxLength: 12 })
  .map((text) => `q7${text}`);
/** Whatever a browser or a program may say beside the address. */
const headersWith = (text: string) =>
  Object.fromEntries(
    'accept accept-language authorization content-type cookie host if-range next-action next-hmr-refresh next-router-prefetch next-router-segment-prefetch next-router-state-tree next-url origin purpose range referer rsc traceparent user-agent x-forwarded-for x-forwarded-host x-forwarded-proto x-matched-path x-nextjs-data x-request-id'
      .split(' ')
      .map((name) => [name, text]),
  );

describe('what is kept for everybody', () => {
  it.each(['/ar', '/en/share', '/robots.txt'])('%s is asked for in one way, whoever asks', (path) => {
    const plain = handedOn(path);
    expect(plain).toEqual({ url: path, headers: { host: 'localhost', 'user-agent': 'Mozilla/5.0' } });
    fc.assert(
      fc.property(mark, mark, (name, value) => {
        expect(handedOn(`${path}?${name}=${value}&_rsc=${value}#${name}`, headersWith(value))).toEqual(plain);
      }),
    );
  });

  it('an address that the site does not have is one and the same, whatever stands in it', () => {
    const unknown = handedOn('/nothing/here');
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
      expect(handedOn(`${path}?q=somebody`, headersWith('somebody')), path).toEqual(unknown);
    fc.assert(
      fc.property(fc.array(mark, { minLength: 1, maxLength: 4 }), (parts) => {
        expect(handedOn(`/${parts.join('/')}`, headersWith(parts.join()))).toEqual(unknown);
        expect(handedOn(`/ar/${parts.join('/')}`)).toEqual(unknown);
      }),
    );
    expect(JSON.stringify(unknown)).not.toContain('nothing');
  });

  it('is written for the framework’s script where the address has its mark, and for people anywhere else', () => {
    const script = { rsc: '1', 'next-router-state-tree': '["",{}]', 'next-url': '/ar/rsvp' };
    expect(handedOn('/ar?_rsc=abc', script)?.headers).toMatchObject({ rsc: '1' });
    expect(handedOn('/ar?_rsc=abc', script)).toEqual(handedOn('/ar?_rsc', { rsc: '1' }));
    for (const url of ['/ar', '/ar?x_rsc=1', '/ar?_rscx'])
      expect(handedOn(url, script)?.headers).not.toHaveProperty('rsc');
  });

  it('is sent packed, and not again to whoever has it', () => {
    const asked = { 'accept-encoding': 'gzip', 'if-none-match': '"tag"', 'sec-fetch-dest': 'image' };
    expect(handedOn('/ar', asked)?.headers).toMatchObject(asked);
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
])('%s is asked for as it came', (url) => {
  expect(handedOn(url, headersWith('somebody'))).toBeNull();
});

it.each(['/icons/icon-192.png', '/ar/note.pdf', '/en/note.pdf'])(
  '%s is one file, whatever stands behind its address',
  (path) => {
    const headers = { host: 'meeting.example.org', range: 'bytes=0-9' };
    for (const url of [path, `${path}?nxtPlocale=en`, `${path}?v=2&_rsc=1#page`])
      expect(handedOn(url, headers)).toEqual({ url: path, headers });
    expect(handedOn('/fr/note.pdf?q')).toEqual(handedOn('/nothing'));
  },
);

it('a form that is sent where none stands keeps its headers', () => {
  const headers = { host: 'meeting.example.org', 'content-type': 'multipart/form-data; boundary=a' };
  expect(handedOn('/ar?q=1', headers, 'POST')).toEqual({ url: '/ar', headers });
});
