import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { inject } from 'vitest';
import { type CommandResult, runNode } from './command';

const files = new Map<string, Promise<string>>();

/**
 * Bundles a script into one JavaScript file, once in each worker. The bundle starts in a third of the time that `tsx` needs to read all
 * modules. Packages are not bundled.
 * @returns the path of the bundle
 */
export function bundled(script: string): Promise<string> {
  const file = files.get(script) ?? bundle(script);
  files.set(script, file);
  return file;
}

async function bundle(script: string): Promise<string> {
  const folder = join(inject('runFolder'), `bundles-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  // Node.js looks for packages from the folder of the importing file upwards.
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

/** The same as `runScript`, but from a bundle, which is faster. */
export async function runBundled(
  script: string,
  args: (string | number)[] = [],
  settings: Record<string, string> = {},
): Promise<CommandResult> {
  return runNode([await bundled(script), ...args.map(String)], settings);
}

const alreadyRun = new Set<string>();

/**
 * Runs a command of package.json to its end. The first time in a worker it is started exactly as `npm run NAME -- ARGS` does; later
 * from a bundle of the same script, which is faster.
 */
export function runCommand(
  name: string,
  args: string[] = [],
  settings: Record<string, string> = {},
): Promise<CommandResult> {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const [program, ...nodeArgs] = scripts[name]?.split(' ') ?? [];
  if (program !== 'node') throw new Error(`npm run ${name} does not start Node.js`);
  if (alreadyRun.has(name)) return runBundled(nodeArgs.at(-1) ?? '', args, settings);
  alreadyRun.add(name);
  return runNode([...nodeArgs, ...args], settings);
}
