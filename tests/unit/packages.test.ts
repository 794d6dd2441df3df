import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Locked = {
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

/** The others, for these packages alone; SECURITY.md says of each what it means here. */
const looked: [string, RegExp][] = [
  ['OFL-1.1', /^@fontsource(-variable)?\//],
  ['MIT AND OFL-1.1', /^@expo-google-fonts\//],
  ['CC-BY-4.0', /^caniuse-lite$/],
  ['MPL-2.0', /^lightningcss-/],
  ['LGPL-3.0-or-later', /^@img\/sharp-libvips-/],
  ['Apache-2.0 AND LGPL-3.0-or-later', /^@img\/sharp-win32-/],
  ['Apache-2.0 AND LGPL-3.0-or-later AND MIT', /^@img\/sharp-wasm32$/],
];

/** What a package says of itself; `null` for one of another system that says nothing in the lock file. */
function licenceOf(path: string, { license }: Locked): string | null {
  if (!existsSync(`${path}/package.json`)) return license ?? null;
  const said = JSON.parse(readFileSync(`${path}/package.json`, 'utf8')).license ?? license;
  if (said) return said;
  const text = existsSync(`${path}/LICENSE`) ? readFileSync(`${path}/LICENSE`, 'utf8') : '';
  return text.includes('Permission is hereby granted, free of charge') ? 'MIT' : 'unknown';
}

describe('what runs in production', () => {
  it('has licences that somebody looked at', () => {
    expect(inProduction.length).toBeGreaterThan(100);
    const others = inProduction.flatMap(([path, entry]) => {
      const name = path.replace(/^.*node_modules\//, '');
      const licence = licenceOf(path, entry);
      const isFine =
        licence === null ||
        free.includes(licence) ||
        looked.some(([each, names]) => each === licence && names.test(name));
      return isFine ? [] : [`${name}: ${licence}`];
    });
    expect(others).toEqual([]);
  });

  it('comes from the registry of npm, in exactly these versions, byte for byte', () => {
    for (const [name, version] of Object.entries(manifest.dependencies)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+[\w.-]*$/);
    }
    const strange = inProduction.filter(
      ([, { resolved }]) => resolved && !resolved.startsWith('https://registry.npmjs.org/'),
    );
    expect(strange.map(([path]) => path)).toEqual([]);
  });

  it('is named in the README, each package with its reason', () => {
    const table =
      readFileSync('README.md', 'utf8').match(/### Packages, each with its reason([\s\S]*?)\n## /)?.[1] ?? '';
    const named = [...table.matchAll(/^\|([^|]*)\|([^|]*)\|/gm)].flatMap(([, packages = '', reason = '']) =>
      reason.trim().length < 5 ? [] : [...packages.matchAll(/`([^`]+)`/g)].map(([, name]) => String(name)),
    );
    const isNamed = (name: string) =>
      named.some((each) => (each.endsWith('*') ? name.startsWith(each.slice(0, -1)) : each === name));
    expect(Object.keys(manifest.dependencies).filter((name) => !isNamed(name))).toEqual([]);
    const ofBench = read('tests/bench/package.json').dependencies;
    const known = { ...manifest.dependencies, ...manifest.devDependencies, ...ofBench };
    expect(named.filter((name) => !name.endsWith('*') && !(name in known))).toEqual([]);
  });
});

describe('what is installed on any platform', () => {
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
