import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Copies this checkout as far as a build needs it, with its packages. @returns the folder of the copy */
export function copyCheckout(name: string): string {
  const folder = join(process.cwd(), '.data', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const folders = ['app', 'components', 'lib', 'messages', 'prisma', 'public'];
  const files = [
    'package.json',
    'tsconfig.json',
    'next.config.mjs',
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

/** Builds the site in a folder. */
export function build(folder: string, settings: Record<string, string> = {}): void {
  mustRun(process.execPath, ['node_modules/next/dist/bin/next', 'build'], folder, settings);
}

/** @throws Error with the output of a program that fails */
function mustRun(program: string, args: string[], cwd = '.', settings: Record<string, string> = {}): void {
  const env = { PATH: process.env.PATH, NODE_ENV: 'production' as const, ...settings };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout + stderr);
}
