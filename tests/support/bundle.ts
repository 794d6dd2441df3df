import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { inject } from 'vitest';
import { type Ended, runNode } from './command';

const files = new Map<string, Promise<string>>();

/**
 * Turns a script into one file of JavaScript, once in a worker. It starts in a third of the time that `tsx` takes to
 * read each module. Packages stay where they are.
 * @returns the file
 */
export function bundled(script: string): Promise<string> {
  const file = files.get(script) ?? bundle(script);
  files.set(script, file);
  return file;
}

async function bundle(script: string): Promise<string> {
  const folder = join(inject('runFolder'), `bundles-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  // Node.js looks for packages from the folder of the file that wants them.
  if (!existsSync(join(folder, 'node_modules')))
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const outfile = join(folder, basename(script).replace(/\.ts$/, '.mjs'));
  await build({
    entryPoints: [script],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: `node${process.versions.node}`,
  });
  return outfile;
}

/** Runs a script to its end as `runScript` does, from its bundle. */
export async function runBundled(
  script: string,
  words: (string | number)[] = [],
  settings: Record<string, string> = {},
): Promise<Ended> {
  return runNode([await bundled(script), ...words.map(String)], settings);
}

const tried = new Set<string>();

/**
 * Runs a command of package.json to its end: the first time in a worker exactly as `npm run NAME -- WORDS` does, then
 * from a bundle of the same script.
 */
export function runCommand(
  name: string,
  words: string[] = [],
  settings: Record<string, string> = {},
): Promise<Ended> {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const [program, ...args] = scripts[name]?.split(' ') ?? [];
  if (program !== 'node') throw new Error(`npm run ${name} does not start Node.js`);
  if (tried.has(name)) return runBundled(args.at(-1) ?? '', words, settings);
  tried.add(name);
  return runNode([...args, ...words], settings);
}
