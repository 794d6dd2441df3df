import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Locale, locales } from '@/lib/i18n/locale';
import { freePort } from '@/scripts/free-port';
import { build, linkPackages } from '@/tests/support/checkout';
import type { Built } from '@/tests/support/site-process';
import { sourceSentences } from '@/tests/support/source-note';
import { untilAnswering } from './measure';

/** A page of the framework that has the note's words on it, and nothing that makes them look like anything. */
const wordsOf = (locale: Locale) => `const sentences = ${JSON.stringify(sourceSentences(locale))};
    export default () => <main lang="${locale}">{sentences.map((each, at) => <p key={at}>{each}</p>)}</main>;`;

/**
 * The least that the framework itself can be, with its settings in TypeScript, as its own generator makes them: an empty page,
 * at `/each` one that is rendered for each request with a nonce of its own in its policy, as the site's forms are, and at `/ar` and
 * `/en` the note's words alone.
 */
const files = {
  'package.json': '{ "private": true, "type": "module" }',
  'next.config.ts': `process.env.NEXT_TELEMETRY_DISABLED = '1';
    // As an application says it; else the reference proxy would say its own policy for it.
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

/** Builds it once in a run. @returns its folder */
export function emptyApp(): string {
  if (built) return built;
  const folder = join(process.cwd(), '.data', 'empty-app');
  rmSync(folder, { recursive: true, force: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  linkPackages(folder);
  build(folder);
  built = folder;
  return folder;
}

/** How it is started: as the framework's own generator says. */
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
