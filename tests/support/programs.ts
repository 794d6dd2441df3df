import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Finds a program, or gets its Debian package: installed if this process is root's, or else unpacked into `.data/programs`.
 * @returns the path of the program
 * @throws Error if there is no way to get it
 */
export function bring(program: string, debianPackage: string): string {
  return (
    find(program) ??
    (install(debianPackage) ? find(program) : null) ??
    (unpack(debianPackage) ? find(program) : null) ??
    fail(`${program} is needed: install it, for example with apt-get install ${debianPackage}`)
  );
}

/** Installs a Debian package if this process is root's. @returns whether it is installed */
export const install = (debianPackage: string): boolean =>
  process.getuid?.() === 0 &&
  run('apt-get', 'update', '-qq') &&
  run('apt-get', 'install', '-y', '-qq', debianPackage);

const unpacked = join(process.cwd(), '.data', 'programs');

function find(program: string): string | null {
  const folders = [
    ...(process.env.PATH ?? '').split(':'),
    '/usr/sbin',
    join(unpacked, 'usr/sbin'),
    join(unpacked, 'usr/bin'),
  ];
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path)) ?? null;
}

function unpack(debianPackage: string): boolean {
  mkdirSync(unpacked, { recursive: true });
  if (!run('apt-get', 'download', '-qq', debianPackage)) return false;
  const file = readdirSync(unpacked).find((name) => name.startsWith(`${debianPackage}_`));
  return file !== undefined && run('dpkg', '-x', file, unpacked);
}

const run = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'inherit', cwd: existsSync(unpacked) ? unpacked : process.cwd() })
    .status === 0;

function fail(message: string): never {
  throw new Error(message);
}
