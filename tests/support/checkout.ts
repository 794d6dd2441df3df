import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Copies what a build of this checkout needs, the packages among it. @returns the folder */
export function copyCheckout(name: string): string {
  const folder = join(process.cwd(), '.data', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const rooms = ['app', 'components', 'lib', 'messages', 'prisma', 'public'];
  const files = [
    'package.json',
    'tsconfig.json',
    'next.config.mjs',
    'tailwind.config.ts',
    'postcss.config.mjs',
  ];
  for (const each of [...rooms, ...files, 'instrumentation.ts']) {
    cpSync(each, join(folder, each), { recursive: true });
  }
  linkPackages(folder);
  return folder;
}

/** Gives a folder the packages of this checkout. Hard links: the copy takes no room and no time. */
export function linkPackages(folder: string): void {
  mustRun('cp', ['-al', 'node_modules', folder]);
}

/** Builds the site that stands in a folder. */
export function build(folder: string, settings: Record<string, string> = {}): void {
  mustRun(process.execPath, ['node_modules/next/dist/bin/next', 'build'], folder, settings);
}

function mustRun(program: string, args: string[], cwd = '.', settings: Record<string, string> = {}): void {
  const env = { PATH: process.env.PATH, NODE_ENV: 'production' as const, ...settings };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout + stderr);
}
