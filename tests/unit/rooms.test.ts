import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pagesPerRequest } from '@/lib/headers';

/** The floors of the house, from the ground up: an import may only go down. Rooms on one floor do not know each other. */
const floors = [
  [
    'lib/instant',
    'lib/locale',
    'lib/gate',
    'lib/display',
    'lib/palette',
    'lib/kept',
    'messages',
    'lib/turns',
    'lib/bodies',
    'prisma/client',
    'prisma/client-postgresql',
    'prisma/models',
  ],
  ['lib/config', 'lib/content-policy', 'lib/edge', 'lib/route', 'lib/spreadsheet', 'lib/hold-connections'],
  ['lib/log'],
  ['lib/private-files'],
  [
    'lib/canonical',
    'lib/clock',
    'lib/content',
    'lib/metrics',
    'lib/seal',
    'lib/fold',
    'lib/mailbox',
    'lib/sqlite',
    'lib/postgres',
    'prisma/engine',
  ],
  ['lib/db', 'lib/links', 'lib/i18n', 'lib/dates', 'lib/collate', 'prisma/migrate', 'prisma/generate'],
  [
    'lib/headers',
    'lib/meeting',
    'lib/audit',
    'lib/outbox',
    'lib/calendar',
    'lib/limits',
    'lib/scrub',
    'prisma/diff',
    'prisma/tables',
  ],
  ['lib/registration', 'lib/people', 'lib/summary'],
  ['lib/erasure'],
  ['lib/mail', 'lib/export', 'lib/import', 'lib/share', 'lib/retention'],
  ['lib/session'],
  ['components', 'lib/startup', 'prisma/seed', 'tests/support'],
  ['app', 'instrumentation', 'scripts'],
];

const topLevel = new Set(
  [
    'app components lib prisma messages public tests scripts deploy docs findings .ci .git node_modules .next .data',
    'next.config.mjs tailwind.config.ts package.json package-lock.json tsconfig.json README.md CONTRIBUTING.md SECURITY.md BENCHMARKS.md',
    'instrumentation.ts postcss.config.mjs prisma.config.ts biome.json .env.example .env .gitignore .dockerignore Dockerfile compose.yaml',
    'next-env.d.ts tsconfig.tsbuildinfo test-results backups',
  ].flatMap((names) => names.split(' ')),
);

type Place = { room: string; floor: number };
const placeOf = (file: string): Place => {
  for (const [floor, rooms] of floors.entries()) {
    const room = rooms.find(
      (each) => file === each || file.startsWith(`${each}/`) || file.startsWith(`${each}.`),
    );
    if (room) return { room, floor };
  }
  throw new Error(`${file} stands in no room: give it one in this test`);
};

const files = ['app', 'components', 'lib', 'prisma', 'scripts']
  .flatMap((room) => readdirSync(room, { recursive: true, encoding: 'utf8' }).map((name) => join(room, name)))
  .filter((path) => /\.(ts|tsx|mjs)$/.test(path) && !/^prisma\/client(-postgresql)?\/|\.d\.ts$/.test(path))
  .concat('instrumentation.ts');

const extensions = ['', '.ts', '.tsx', '/index.ts'];
const known = new Set(files);
const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(@\/|\.{1,2}\/)([^']+)'/g)].map(
    ([, start, rest = '']) => normalize(start === '@/' ? rest : join(dirname(file), start ?? '', rest)),
  );

describe('the house', () => {
  it('has imports that only go down', () => {
    const wrong = files.flatMap((file) => {
      const from = placeOf(file);
      return importsOf(file)
        .filter((target) => !target.endsWith('.css') && !target.startsWith('node_modules'))
        .map((target) => ({ target, to: placeOf(target) }))
        .filter(({ to }) => to.room !== from.room && to.floor >= from.floor)
        .map(({ target }) => `${file} (floor ${from.floor}) imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('has no import cycle', () => {
    const resolved = (target: string) =>
      extensions.map((end) => target + end).find((path) => known.has(path));
    const done = new Set<string>();
    const walk = (file: string, path: string[]): string[] | undefined => {
      if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
      if (done.has(file)) return undefined;
      for (const target of importsOf(file)) {
        const next = resolved(target);
        const cycle = next && walk(next, [...path, file]);
        if (cycle) return cycle;
      }
      done.add(file);
      return undefined;
    };
    expect(files.map((file) => walk(file, [])).find(Boolean)).toBeUndefined();
  });

  it('asks the clock, the environment and the request only where it may', () => {
    const only = (pattern: RegExp, allowed: RegExp) =>
      files.filter((file) => pattern.test(readFileSync(file, 'utf8')) && !allowed.test(file));
    // The display script asks a reader's own device.
    expect(only(/new Date\(\)|Date\.now\(/, /^lib\/(clock\.ts|display\.mjs)$/)).toEqual([]);
    expect(only(/process\.env/, /^(lib\/(config|startup)\.ts|instrumentation\.ts|scripts\/.*)$/)).toEqual([]);
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

  it('asks for the session and the role in each page, action and file of the secretariat', () => {
    const admin = files.filter((file) => file.startsWith('app/[locale]/admin/'));
    const without = (pattern: RegExp, wrapper: RegExp, except: string[] = []) =>
      admin.filter(
        (file) => pattern.test(file) && !except.includes(file) && !wrapper.test(readFileSync(file, 'utf8')),
      );
    // Whoever signs in has no session yet.
    expect(
      without(/page\.tsx$/, /export default adminPage\b/, ['app/[locale]/admin/sign-in/page.tsx']),
    ).toEqual([]);
    expect(without(/route\.ts$/, /export const GET = (adminRoute|exporting)\(/)).toEqual([]);
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

  it('has no action that takes a variable along: under a key that everybody knows it would be sealed for nobody', () => {
    // The key of next.config.mjs stands in the repository. What a function captures that says "use server" inside of another one
    // travels through the browser under it, and what `bind` adds even in clear. A module that says it in its first line
    // has nothing to capture.
    const sources = files.map((file) => ({ file, source: readFileSync(file, 'utf8') }));
    const modules = sources.filter(({ source }) => /^'use server';$/m.test(source.split('\n', 1)[0] ?? ''));
    expect(modules.length).toBeGreaterThan(8);
    const inside = sources.filter(({ source }) => /['"]use server['"]/.test(source.slice(1)));
    expect(inside.map(({ file }) => file)).toEqual([]);
    const bound = sources.filter(
      ({ file, source }) => /^(app|components)\//.test(file) && /\bbind\b/.test(source),
    );
    expect(bound.map(({ file }) => file)).toEqual([]);
  });

  it('keeps its top level as it is', () => {
    expect(readdirSync('.').filter((name) => !topLevel.has(name))).toEqual([]);
  });
});
