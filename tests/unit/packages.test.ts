import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Locked = {
  version?: string;
  dev?: boolean;
  devOptional?: boolean;
  license?: string;
  resolved?: string;
  integrity?: string;
  gypfile?: boolean;
};
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const manifest = read('package.json');
const packagesOf = (lockFile: string): Record<string, Locked> => read(lockFile).packages;
const locked = packagesOf('package-lock.json');
const inProduction = Object.entries(locked).filter(
  ([path, { dev, devOptional }]) => path && !dev && !devOptional,
);

/** Licences that ask for no more than to be named, as the packages write them. */
const free = [
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-3-Clause',
  'Apache-2.0',
  'Apache-2.0 AND MIT',
  'BlueOak-1.0.0',
  '(MIT OR WTFPL)',
  '(BSD-2-Clause OR MIT OR Apache-2.0)',
];

/** The others, for these packages alone; docs/dependencies.md says of each what it means here. */
const looked: [string, RegExp][] = [
  ['OFL-1.1', /^@fontsource(-variable)?\//],
  ['MIT AND OFL-1.1', /^@expo-google-fonts\//],
  ['CC-BY-4.0', /^caniuse-lite$/],
  ['MPL-2.0', /^lightningcss-/],
  ['LGPL-3.0-or-later', /^@img\/sharp-libvips-/],
  ['Apache-2.0 AND LGPL-3.0-or-later', /^@img\/sharp-win32-/],
  ['Apache-2.0 AND LGPL-3.0-or-later AND MIT', /^@img\/sharp-wasm32$/],
];

/** What else is fine for what only builds, tests and measures: it is not given out with the site. */
const freeInDevelopment = [
  'BSD-2-Clause',
  'Unlicense',
  'MIT OR Apache-2.0',
  'MIT and ISC',
  '(MIT AND Zlib)',
  '(MIT OR CC0-1.0)',
  '(MIT OR EUPL-1.1+)',
  '(MIT OR GPL-3.0-or-later)',
];
const lookedInDevelopment: [string, RegExp][] = [
  ['MPL-2.0', /^(axe-core|ical\.js|lightningcss)$/],
  ['EPL-2.0', /^elkjs$/],
];

/** Builds for one platform, of which npm writes no licence for other platforms than its own: they have their package's. */
const builds: [RegExp, string][] = [
  [/^@biomejs\/cli-/, '@biomejs/biome'],
  [/^@napi-rs\/canvas-/, '@napi-rs/canvas'],
  [/^@next\/swc-/, 'next'],
  [/^@swc\/core-/, '@swc/core'],
  [/^@tailwindcss\/oxide-/, '@tailwindcss/oxide'],
];

/** Those that name their licence in a file of theirs alone, in the versions in which somebody read it. */
const readInFile: Record<string, string> = {
  'hoverintent@2.2.1': 'MIT',
  'parse-cache-control@1.0.1': 'BSD-3-Clause',
  'png-js@2.0.0': 'MIT',
  'seq-queue@0.0.5': 'MIT',
};

const nameOf = (path: string): string => path.replace(/^.*node_modules\//, '');

/** The licence of an entry, from the lock file and the tables above alone: the same on every machine. */
function licenceOf(path: string, { license, version }: Locked, packages: Record<string, Locked>): string {
  const name = nameOf(path);
  const whole = packages[`node_modules/${builds.find(([build]) => build.test(name))?.[1]}`];
  const ofWhole = whole?.version === version ? whole?.license : undefined;
  return license ?? ofWhole ?? readInFile[`${name}@${version}`] ?? 'unknown';
}

describe('what runs in production', () => {
  it('comes from the registry of npm, in exactly these versions, byte for byte', () => {
    for (const [name, version] of Object.entries(manifest.dependencies)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+[\w.-]*$/);
    }
    const strange = inProduction.filter(
      ([, { resolved }]) => resolved && !resolved.startsWith('https://registry.npmjs.org/'),
    );
    expect(strange.map(([path]) => path)).toEqual([]);
  });

  it('is named in docs/dependencies.md, each package with its reason, and so are the tools', () => {
    const table = readFileSync('docs/dependencies.md', 'utf8').split('## Why ours')[0] ?? '';
    const named = [...table.matchAll(/^\|([^|]*)\|([^|]*)\|/gm)].flatMap(([, packages = '', reason = '']) =>
      reason.trim().length < 5 ? [] : [...packages.matchAll(/`([^`]+)`/g)].map(([, name]) => String(name)),
    );
    const isNamed = (name: string) =>
      named.some((each) => (each.endsWith('*') ? name.startsWith(each.slice(0, -1)) : each === name));
    const ofBench = read('tests/bench/package.json').dependencies;
    const known = { ...manifest.dependencies, ...manifest.devDependencies, ...ofBench };
    expect(Object.keys(known).filter((name) => !isNamed(name))).toEqual([]);
    expect(named.filter((name) => !name.endsWith('*') && !(name in known))).toEqual([]);
  });
});

describe('what is installed on any platform', () => {
  it.each([
    ['package-lock.json', false],
    ['prisma/node-20/package-lock.json', false],
    ['tests/bench/package-lock.json', true],
  ])('has a licence that somebody looked at: %s', (lockFile, isForDevelopment) => {
    const packages = packagesOf(lockFile);
    const entries = Object.entries(packages).filter(([path]) => path);
    expect(entries.length).toBeGreaterThan(30);
    const others = entries.flatMap(([path, entry]) => {
      const licence = licenceOf(path, entry, packages);
      const isDevelopment = isForDevelopment || entry.dev || entry.devOptional;
      const isFree = [...free, ...(isDevelopment ? freeInDevelopment : [])].includes(licence);
      const isLooked = [...looked, ...(isDevelopment ? lookedInDevelopment : [])].some(
        ([each, names]) => each === licence && names.test(nameOf(path)),
      );
      return isFree || isLooked ? [] : [`${nameOf(path)}@${entry.version}: ${licence}`];
    });
    expect(others).toEqual([]);
  });

  it('says of its licence in the lock file what it says itself, where it is installed here', () => {
    const installed = Object.entries(locked).filter(([path]) => path && existsSync(`${path}/package.json`));
    expect(installed.length).toBeGreaterThan(100);
    const differing = installed.flatMap(([path, { license, version }]) => {
      const own = read(`${path}/package.json`);
      const isSame = typeof own.license !== 'string' || own.license === license || own.version !== version;
      return isSame ? [] : [`${nameOf(path)}: ${license} and ${own.license}`];
    });
    expect(differing).toEqual([]);
  });

  it.each(['package-lock.json', 'tests/bench/package-lock.json', 'prisma/node-20/package-lock.json'])(
    'is known by its checksum: %s',
    (lockFile) => {
      const installed = Object.entries(packagesOf(lockFile)).filter(([path]) => path);
      expect(installed.length).toBeGreaterThan(30);
      const without = installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'));
      expect(without.map(([path]) => path)).toEqual([]);
    },
  );

  it('has the driver of the embedded database ready, with nothing to compile', () => {
    expect(locked['node_modules/better-sqlite3']).toMatchObject({ gypfile: false });
  });
});
