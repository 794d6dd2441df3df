import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Locale, locales } from '@/lib/i18n/locale';
import { freePort } from '@/scripts/free-port';
import { linkPackages, run } from '@/tests/support/checkout';
import type { Built } from '@/tests/support/site-process';
import { sourceSentences } from '@/tests/support/source-note';
import { untilAnswering } from './measure';

/** A page of the framework with the words of the note, without any styles. */
const wordsOf = (locale: Locale) => `const sentences = ${JSON.stringify(sourceSentences(locale))};
    export default () => <main lang="${locale}">{sentences.map((each, at) => <p key={at}>{each}</p>)}</main>;`;

/**
 * The minimal application that the framework's generator makes, with settings in TypeScript. It has an empty page, at `/each` a
 * page that is rendered for each request with a nonce in its policy, as the site's forms are, and at `/ar` and `/en` the words
 * of the note.
 */
const files = {
  'package.json': '{ "private": true, "type": "module" }',
  'next.config.ts': `process.env.NEXT_TELEMETRY_DISABLED = '1';
    // The application sets its own policy. Otherwise the reference proxy would add one.
    const headers = async () => [{ source: '/:path*', headers: [{ key: 'X-Content-Type-Options', value: 'nosniff' }] }];
    export default { agentRules: false, poweredByHeader: false, headers, turbopack: { root: import.meta.dirname } };`,
  'tsconfig.json':
    '{ "compilerOptions": { "module": "esnext", "moduleResolution": "bundler", "jsx": "react-jsx", "allowJs": true }, "include": ["app"] }',
  'app/layout.js':
    'export default ({ children }) => <html lang="en"><head><title>Empty</title></head><body>{children}</body></html>;',
  'app/page.js': 'export default () => <p>Empty</p>;',
  ...Object.fromEntries(locales.map((locale) => [`app/${locale}/page.js`, wordsOf(locale)])),
  'app/each/page.js': `import { connection } from 'next/server';
    export default async function Page() { await connection(); return <p>Empty</p>; }`,
  'proxy.js': `import { NextResponse } from 'next/server';
    export function proxy(request) {
      const policy = \`script-src 'self' 'nonce-\${btoa(crypto.randomUUID())}' 'strict-dynamic'\`;
      const headers = new Headers(request.headers);
      headers.set('content-security-policy', policy);
      const response = NextResponse.next({ request: { headers } });
      response.headers.set('content-security-policy', policy);
      return response;
    }
    export const config = { matcher: '/each' };`,
};

let built: string | null = null;

/** Builds the application once in a run. @returns its folder */
export function emptyApp(): string {
  if (built) return built;
  const folder = join(process.cwd(), '.data', 'empty-app');
  rmSync(folder, { recursive: true, force: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  linkPackages(folder);
  run(folder, 'node_modules/next/dist/bin/next', 'build');
  built = folder;
  return folder;
}

/** Starts it in the way the framework's generator documents. */
export const emptyAppAsBuilt = (): Built => ({
  folder: emptyApp(),
  command: [process.execPath, 'node_modules/next/dist/bin/next', 'start'],
});

export async function startEmptyApp(): Promise<{ port: number; origin: string; stop(): Promise<void> }> {
  const port = await freePort();
  const {
    folder,
    command: [program, ...words],
  } = emptyAppAsBuilt();
  const child = spawn(program, words, {
    cwd: folder,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: String(port) },
    stdio: 'ignore',
  });
  const origin = `http://localhost:${port}`;
  await untilAnswering(origin, 10);
  return {
    port,
    origin,
    async stop() {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}
