import { expect, it } from 'vitest';
import { routeNamer } from '@/lib/server/routes';

const routeOf = routeNamer(
  JSON.stringify({
    staticRoutes: [{ page: '/health', regex: '^/health(?:/)?$' }],
    dynamicRoutes: [
      { page: '/[locale]', regex: '^/([^/]+?)(?:/)?$' },
      { page: '/[locale]/registration', regex: '^/([^/]+?)/registration(?:/)?$' },
      { page: '/[locale]/registration/[token]', regex: '^/([^/]+?)/registration/([^/]+?)(?:/)?$' },
    ],
  }),
);

it.each([
  ['/', '/'],
  ['/ar', '/[locale]'],
  ['/health?all', '/health'],
  ['/ar/registration/AbC-somebodys-key?x=1', '/[locale]/registration/[token]'],
  ['/ar/registration?email=salma%40example.org', '/[locale]/registration'],
  ['/_next/static/chunks/a.js', '/_next/[file]'],
  ['/salma@example.org/and/more', 'other'],
  ['/%E0%A4%A/%00', 'other'],
])('the log names %s as %s', (url, route) => {
  expect(routeOf(url)).toBe(route);
});
