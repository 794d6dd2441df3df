import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pagesPerRequest } from '@/lib/server/page-headers';

const topLevel = new Set(
  [
    'app components lib prisma messages public tests scripts deploy docs findings .ci .git node_modules .next .data',
    'next.config.ts tailwind.config.ts package.json package-lock.json tsconfig.json README.md CONTRIBUTING.md SECURITY.md',
    'instrumentation.ts postcss.config.mjs prisma.config.ts biome.json .dependency-cruiser.mjs .env.example .env .gitignore .dockerignore Dockerfile compose.yaml',
    'next-env.d.ts tsconfig.tsbuildinfo test-results backups',
  ].flatMap((names) => names.split(' ')),
);

const files = ['app', 'components', 'lib', 'prisma', 'scripts']
  .flatMap((room) => readdirSync(room, { recursive: true, encoding: 'utf8' }).map((name) => join(room, name)))
  .filter((path) => /\.(ts|tsx|mjs)$/.test(path) && !/^prisma\/client(-postgresql)?\/|\.d\.ts$/.test(path))
  .concat('instrumentation.ts');

// `.dependency-cruiser.mjs` says which file may import which.
describe('the code', () => {
  it('reads the clock, the environment and the request only in the allowed files', () => {
    const only = (pattern: RegExp, allowed: RegExp) =>
      files.filter((file) => pattern.test(readFileSync(file, 'utf8')) && !allowed.test(file));
    // The display script reads the reader's own device.
    expect(
      only(/new Date\(\)|Date\.now\(/, /^lib\/(time\/clock\.ts|server\/(display-script|page-cache)\.mjs)$/),
    ).toEqual([]);
    expect(
      only(/process\.env/, /^(lib\/(config|server\/main)\.ts|instrumentation\.ts|scripts\/.*)$/),
    ).toEqual([]);
    expect(only(/from 'next\/(headers|navigation|server)'/, /^app\//)).toEqual([]);
  });

  it('gives every page that is rendered per request a policy with a nonce', () => {
    const dynamic = files
      .filter(
        (file) =>
          /^app\/.*page\.tsx$/.test(file) &&
          /await connection\(\)|default adminPage\b/.test(readFileSync(file, 'utf8')),
      )
      .map((file) => `/${dirname(file).replace(/^app\//, '')}`)
      .sort();
    expect([...pagesPerRequest].sort()).toEqual(dynamic);
  });

  it('checks the session and the role in each page, action and file of the secretariat', () => {
    const admin = files.filter((file) => file.startsWith('app/[locale]/admin/'));
    const without = (pattern: RegExp, wrapper: RegExp, except: string[] = []) =>
      admin.filter(
        (file) => pattern.test(file) && !except.includes(file) && !wrapper.test(readFileSync(file, 'utf8')),
      );
    // The sign-in actions run before there is a session.
    expect(
      without(/page\.tsx$/, /export default adminPage\b/, ['app/[locale]/admin/sign-in/page.tsx']),
    ).toEqual([]);
    expect(without(/route\.ts$/, /export const GET = (adminRoute|exportRoute)\(/)).toEqual([]);
    const actions = admin
      .filter((file) => readFileSync(file, 'utf8').startsWith("'use server'"))
      .filter((file) => file !== 'app/[locale]/admin/actions.ts')
      .flatMap((file) =>
        readFileSync(file, 'utf8')
          .split(/^export /m)
          .slice(1),
      );
    expect(actions.length).toBeGreaterThan(15);
    const unasked = actions.filter((action) => !/(adminAction|withReason|signedIn)\(/.test(action));
    expect(unasked.map((action) => action.slice(0, 60))).toEqual([]);
  });

  it('sends every form to its action through one component, which keeps what was typed when no answer arrives', () => {
    const sources = files
      .filter((file) => /^(app|components)\//.test(file))
      .map((file) => ({ file, source: readFileSync(file, 'utf8') }));
    const having = (pattern: RegExp) =>
      sources.filter(({ source }) => pattern.test(source)).map(({ file }) => file);
    // Other forms ask for another view of a page, by its address.
    expect(having(/<form\b(?!\s+action=\{`\/)/)).toEqual(['components/form/action-form.tsx']);
    expect(having(/\b(useActionState|callAction)[<(]/)).toEqual([
      'components/form/action-failure.ts',
      'components/form/use-form-action.ts',
    ]);
    expect(having(/formAction=|requestFormReset/)).toEqual([
      'app/[locale]/admin/print/page.tsx',
      'components/form/action-form.tsx',
    ]);
    // Every action that gets a form with fields knows when it is sent only to change the language.
    const actions = sources
      .filter(({ source }) => source.startsWith("'use server'"))
      .flatMap(({ source }) => source.split(/^(?=export )/m).slice(1))
      .filter((action) => /\): Promise<\w+State> \{/.test(action) && !/DecisionState/.test(action));
    expect(actions.length).toBeGreaterThan(25);
    const unaware = actions.filter((action) => !/isLanguageChange\(|adminAction\(|withReason\(/.test(action));
    expect(unaware.map((action) => action.slice(0, 60))).toEqual([]);
  });

  it('has no action that captures a variable: captured values are encrypted with a public key', () => {
    // The key in next.config.ts is public. Variables that an inline "use server" function captures travel through the browser
    // encrypted with that key, and values added by `bind` travel unencrypted. A module with "use server" on its first line has
    // nothing to capture.
    const sources = files.map((file) => ({ file, source: readFileSync(file, 'utf8') }));
    const modules = sources.filter(({ source }) => /^'use server';$/m.test(source.split('\n', 1)[0] ?? ''));
    expect(modules.length).toBeGreaterThan(8);
    const inlineActions = sources.filter(({ source }) => /['"]use server['"]/.test(source.slice(1)));
    expect(inlineActions.map(({ file }) => file)).toEqual([]);
    const bound = sources.filter(
      ({ file, source }) => /^(app|components)\//.test(file) && /\bbind\b/.test(source),
    );
    expect(bound.map(({ file }) => file)).toEqual([]);
  });

  it('has only the listed files and folders at the top level', () => {
    expect(readdirSync('.').filter((name) => !topLevel.has(name))).toEqual([]);
  });
});
