/**
 * Part of `npm ci`. The driver in package.json, better-sqlite3 13, ships finished binaries in its package and needs Node.js 22.14. On
 * Node.js 20 version 12 takes its place, as the lock file in `prisma/node-20` has it: downloaded as a finished binary, or compiled in
 * about two minutes where that download cannot be reached. See docs/decisions/001-database-driver.md.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What the binaries of better-sqlite3 13 ask for: Node.js has it from 22.14 on. */
const NODE_API = 10;

if (Number(process.versions.napi) < NODE_API) installForNode20();

function installForNode20(): void {
  console.log('better-sqlite3 12 takes the place of 13, which needs Node.js 22.14 or later.');
  // Below node_modules, so that the finished folder can be renamed into its place.
  const folder = mkdtempSync(join('node_modules', '.node-20-'));
  for (const file of ['package.json', 'package-lock.json'])
    cpSync(join('prisma/node-20', file), join(folder, file));
  const { npm_execpath: npm = 'npm', ...env } = process.env;
  const [program, ...words] = npm.endsWith('.js') ? [process.execPath, npm] : [npm];
  const { status } = spawnSync(program, [...words, 'ci', '--no-audit', '--no-fund', '--prefix', folder], {
    stdio: 'inherit',
    env: { ...env, npm_config_local_prefix: folder },
  });
  if (status !== 0) process.exit(status ?? 1);

  const [installed, driver] = [join(folder, 'node_modules'), join('node_modules', 'better-sqlite3')];
  rmSync(driver, { recursive: true, force: true });
  renameSync(join(installed, 'better-sqlite3'), driver);
  mkdirSync(join(driver, 'node_modules'));
  // What it needs when it is loaded; the rest served its installation.
  for (const each of ['bindings', 'file-uri-to-path'])
    renameSync(join(installed, each), join(driver, 'node_modules', each));
  rmSync(folder, { recursive: true });
}
