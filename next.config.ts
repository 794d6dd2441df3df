import { join } from 'node:path';
import type { NextConfig } from 'next';

// Fixed, so that a form opened before an upgrade is still understood after it: the ids of actions derive from this key. It
// guards nothing else, because no action captures a variable.
process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY ??= Buffer.from('open-forms-survive-an-upgrade-32').toString(
  'base64',
);
process.env.NEXT_TELEMETRY_DISABLED = '1';

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  agentRules: false,
  distDir: process.env.BUILD_FOLDER ?? '.next',
  // No picture is made smaller on the way: neither the address for it nor the library behind it is needed.
  images: { unoptimized: true },
  serverExternalPackages: ['better-sqlite3', '@napi-rs/canvas', 'docx', 'pdfkit', 'pino', 'prom-client'],
  // Read by path at run time: the tracer, which lists the files of each page for the image, does not find them by itself.
  outputFileTracingIncludes: {
    '/*/preview.png': [
      './node_modules/@fontsource-variable/alexandria/files/alexandria-{arabic,latin}-wght-normal.woff2',
      './node_modules/@fontsource/noto-kufi-arabic/files/noto-kufi-arabic-{arabic,latin}-400-normal.woff2',
    ],
    '/*/admin/import': [
      './lib/spreadsheet/*.mjs',
      './node_modules/{csv-parse,fflate,read-excel-file,saxen}/**/*.{js,mjs,cjs,json}',
    ],
    '/*/note.pdf': ['./node_modules/@expo-google-fonts/markazi-text/{400Regular,700Bold}/*.ttf'],
  },
  outputFileTracingExcludes: { 'next-server': ['./node_modules/sharp/**', './node_modules/@img/**'] },
  // `npm run check` and `npm test` check them, once.
  typescript: { ignoreBuildErrors: true },
  // This folder and no other: the ids of actions derive from paths below it.
  turbopack: { root: process.cwd() },
  cacheHandler: join(process.cwd(), 'lib/server/page-cache.mjs'),
  // The head is complete before the page: streamed, its title would stand in the body where JavaScript is off.
  htmlLimitedBots: /.*/,
  // With pages that revalidate after 10 s: whoever comes after a quiet night waits for a fresh one.
  expireTime: 20,
  experimental: {
    globalNotFound: true,
    // A process answers sooner after its start; what a page needs is loaded when somebody first asks for it.
    preloadEntriesOnStart: false,
    // Each process keeps its pages in its own memory: on the disk they would meet those of other processes.
    isrFlushToDisk: false,
    // `lib/server/canonical-request.ts` asks for the mark in the address where pages are kept; the others are kept by nobody.
    validateRSCRequestHeaders: false,
    // Above what `lib/server/request-validation.ts` takes, which answers with a sentence.
    serverActions: { bodySizeLimit: '4mb' },
  },
  redirects: async () => [{ source: '/', destination: '/ar', permanent: false }],
};

export default config;
