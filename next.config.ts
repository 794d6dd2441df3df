import { join } from 'node:path';
import type { NextConfig } from 'next';

// The ids of actions derive from this key. It is fixed, so that a form opened before an upgrade still works after it. It need not be
// secret, because no action captures a variable that the framework would encrypt with it.
process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY ??= Buffer.from('open-forms-survive-an-upgrade-32').toString(
  'base64',
);
process.env.NEXT_TELEMETRY_DISABLED = '1';

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  agentRules: false,
  distDir: process.env.BUILD_FOLDER ?? '.next',
  // The site does not resize images, so the image endpoint and its library, sharp, are not needed.
  images: { unoptimized: true },
  // The pages load these packages from node_modules, as the server in front of them does, so that a process has one copy of each and
  // the build need not bundle them.
  serverExternalPackages: [
    '@prisma/adapter-better-sqlite3',
    '@prisma/adapter-pg',
    '@prisma/client',
    '@prisma/driver-adapter-utils',
    'better-auth',
    'better-sqlite3',
    'nodemailer',
    'pg',
    'pino',
    'prom-client',
    'rate-limiter-flexible',
    'zod',
  ],
  // Files that are read by path at run time. The tracer, which decides what goes into the container image, does not find them.
  outputFileTracingIncludes: {
    '/*/preview.png': [
      './node_modules/@fontsource-variable/alexandria/files/alexandria-{arabic,latin}-wght-normal.woff2',
      './node_modules/@fontsource/noto-kufi-arabic/files/noto-kufi-arabic-{arabic,latin}-400-normal.woff2',
    ],
    '/*/admin/import': ['./lib/spreadsheet/*.mjs', './node_modules/{fflate,saxen}/**/*.{js,mjs,cjs,json}'],
    '/*/note.pdf': ['./node_modules/@expo-google-fonts/markazi-text/{400Regular,700Bold}/*.ttf'],
  },
  outputFileTracingExcludes: { 'next-server': ['./node_modules/sharp/**', './node_modules/@img/**'] },
  // `npm run check` and `npm test` check types, so the build need not do it again.
  typescript: { ignoreBuildErrors: true },
  // Must be this folder: the ids of actions derive from paths relative to it.
  turbopack: { root: process.cwd() },
  cacheHandler: join(process.cwd(), 'lib/server/page-cache.mjs'),
  // Treats every browser as a bot, so that metadata is never streamed. Without JavaScript, a streamed title would stay in the body.
  htmlLimitedBots: /.*/,
  // In seconds. Pages revalidate after 10 s. A page that is older than this is rendered again before it is served.
  expireTime: 20,
  experimental: {
    globalNotFound: true,
    // The server starts faster. The code of a page is loaded at its first request.
    preloadEntriesOnStart: false,
    // `lib/server/canonical-request.ts` requires `_rsc` in the query for cached pages. Other pages are not cached.
    validateRSCRequestHeaders: false,
    // Higher than the limit of `lib/server/request-validation.ts`, which answers a larger body with an error page.
    serverActions: { bodySizeLimit: '4mb' },
  },
  redirects: async () => [{ source: '/', destination: '/ar', permanent: false }],
};

export default config;
