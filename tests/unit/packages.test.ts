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

/** Permissive licences, as the packages write them. */
const permissive = [
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

/** Other licences, for these packages only. docs/dependencies.md explains each. */
const approved: [string, RegExp][] = [
  ['OFL-1.1', /^@fontsource(-variable)?\//],
  ['MIT AND OFL-1.1', /^@expo-google-fonts\//],
  ['CC-BY-4.0', /^caniuse-lite$/],
  ['MPL-2.0', /^lightningcss-/],
  ['LGPL-3.0-or-later', /^@img\/sharp-libvips-/],
  ['Apache-2.0 AND LGPL-3.0-or-later', /^@img\/sharp-win32-/],
  ['Apache-2.0 AND LGPL-3.0-or-later AND MIT', /^@img\/sharp-wasm32$/],
];

/** Also allowed for development packages, which are not distributed with the site. */
const permissiveInDevelopment = [
  'BSD-2-Clause',
  'Unlicense',
  'MIT OR Apache-2.0',
  'MIT and ISC',
  '(MIT AND Zlib)',
  '(MIT OR CC0-1.0)',
  '(MIT OR EUPL-1.1+)',
  '(MIT OR GPL-3.0-or-later)',
];
const approvedInDevelopment: [string, RegExp][] = [
  ['MPL-2.0', /^(axe-core|ical\.js|lightningcss)$/],
  ['EPL-2.0', /^elkjs$/],
];

/** Builds for one platform. npm writes their licence only on that platform, so the licence of their main package counts. */
const builds: [RegExp, string][] = [
  [/^@biomejs\/cli-/, '@biomejs/biome'],
  [/^@napi-rs\/canvas-/, '@napi-rs/canvas'],
  [/^@next\/swc-/, 'next'],
  [/^@swc\/core-/, '@swc/core'],
  [/^@tailwindcss\/oxide-/, '@tailwindcss/oxide'],
];

/** Packages that state their licence only in a file. A person has read it for these versions. */
const readInFile: Record<string, string> = {
  'hoverintent@2.2.1': 'MIT',
  'parse-cache-control@1.0.1': 'BSD-3-Clause',
  'png-js@2.0.0': 'MIT',
  'seq-queue@0.0.5': 'MIT',
};

const nameOf = (path: string): string => path.replace(/^.*node_modules\//, '');

/** The licence of an entry, from the lock file and the tables above only: the same on every machine. */
function licenceOf(path: string, { license, version }: Locked, packages: Record<string, Locked>): string {
  const name = nameOf(path);
  const mainPackage = packages[`node_modules/${builds.find(([build]) => build.test(name))?.[1]}`];
  const ofWhole = mainPackage?.version === version ? mainPackage?.license : undefined;
  return license ?? ofWhole ?? readInFile[`${name}@${version}`] ?? 'unknown';
}

describe('production packages', () => {
  it('come from the npm registry, in exactly these versions and bytes', () => {
    for (const [name, version] of Object.entries(manifest.dependencies)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+[\w.-]*$/);
    }
    const strange = inProduction.filter(
      ([, { resolved }]) => resolved && !resolved.startsWith('https://registry.npmjs.org/'),
    );
    expect(strange.map(([path]) => path)).toEqual([]);
  });

  it('are named in docs/dependencies.md, each with its reason, and so are the tools', () => {
    const table = readFileSync('docs/dependencies.md', 'utf8').split('## Why ours')[0] ?? '';
    const named = [...table.matchAll(/^\|([^|]*)\|([^|]*)\|/gm)].flatMap(([, packages = '', reason = '']) =>
      reason.trim().length < 5 ? [] : [...packages.matchAll(/`([^`]+)`/g)].map(([, name]) => String(name)),
    );
    const isNamed = (name: string) =>
      named.some((pattern) =>
        pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name,
      );
    const ofBench = read('tests/bench/package.json').dependencies;
    const declared = { ...manifest.dependencies, ...manifest.devDependencies, ...ofBench };
    expect(Object.keys(declared).filter((name) => !isNamed(name))).toEqual([]);
    expect(named.filter((name) => !name.endsWith('*') && !(name in declared))).toEqual([]);
  });
});

describe('packages on any platform', () => {
  it.each([
    ['package-lock.json', false],
    ['prisma/node-20/package-lock.json', false],
    ['tests/bench/package-lock.json', true],
  ])('have an approved licence in %s', (lockFile, isForDevelopment) => {
    const packages = packagesOf(lockFile);
    const entries = Object.entries(packages).filter(([path]) => path);
    expect(entries.length).toBeGreaterThan(30);
    const unapproved = entries.flatMap(([path, entry]) => {
      const licence = licenceOf(path, entry, packages);
      const isDevelopment = isForDevelopment || entry.dev || entry.devOptional;
      const isPermissive = [...permissive, ...(isDevelopment ? permissiveInDevelopment : [])].includes(
        licence,
      );
      const isApproved = [...approved, ...(isDevelopment ? approvedInDevelopment : [])].some(
        ([approvedLicence, names]) => approvedLicence === licence && names.test(nameOf(path)),
      );
      return isPermissive || isApproved ? [] : [`${nameOf(path)}@${entry.version}: ${licence}`];
    });
    expect(unapproved).toEqual([]);
  });

  it('have the licence in the lock file that they state themselves, where installed here', () => {
    const installed = Object.entries(locked).filter(([path]) => path && existsSync(`${path}/package.json`));
    expect(installed.length).toBeGreaterThan(100);
    const differing = installed.flatMap(([path, { license, version }]) => {
      const installedManifest = read(`${path}/package.json`);
      const isSame =
        typeof installedManifest.license !== 'string' ||
        installedManifest.license === license ||
        installedManifest.version !== version;
      return isSame ? [] : [`${nameOf(path)}: ${license} and ${installedManifest.license}`];
    });
    expect(differing).toEqual([]);
  });

  it.each(['package-lock.json', 'tests/bench/package-lock.json', 'prisma/node-20/package-lock.json'])(
    'have a checksum in %s',
    (lockFile) => {
      const installed = Object.entries(packagesOf(lockFile)).filter(([path]) => path);
      expect(installed.length).toBeGreaterThan(30);
      const without = installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'));
      expect(without.map(([path]) => path)).toEqual([]);
    },
  );

  it('include the driver of the embedded database ready to use, with nothing to compile', () => {
    expect(locked['node_modules/better-sqlite3']).toMatchObject({ gypfile: false });
  });
});
