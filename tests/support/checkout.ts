import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Copies this checkout as far as a build needs it, with its packages. @returns the folder of the copy */
export function copyCheckout(name: string): string {
  const folder = join(process.cwd(), '.data', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const folders = ['app', 'components', 'lib', 'messages', 'prisma', 'public', 'scripts'];
  const files = [
    'package.json',
    'tsconfig.json',
    'next.config.ts',
    'tailwind.config.ts',
    'postcss.config.mjs',
  ];
  for (const name of [...folders, ...files, 'instrumentation.ts']) {
    cpSync(name, join(folder, name), { recursive: true });
  }
  linkPackages(folder);
  return folder;
}

/** Gives a folder the packages of this checkout, as hard links, which need no space and little time. */
export function linkPackages(folder: string): void {
  mustRun('cp', ['-al', 'node_modules', folder]);
}

/** Builds the site in a folder, as `npm run build` does. */
export function build(folder: string): void {
  run(folder, 'node_modules/next/dist/bin/next', 'build');
  run(folder, '--import', 'tsx', 'scripts/bundle-server.ts');
}

/** Runs Node.js in a folder. @throws Error with its output where it fails */
export const run = (folder: string, ...args: string[]): void => mustRun(process.execPath, args, folder);

/** @throws Error with the output of a program that fails */
function mustRun(program: string, args: string[], cwd = '.'): void {
  const env = { PATH: process.env.PATH, NODE_ENV: 'production' as const };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout + stderr);
}
