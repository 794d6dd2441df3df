/**
 * Installs the database driver for Node.js 20; part of `npm ci`. The driver in package.json, better-sqlite3 13, ships binaries and
 * needs Node.js 22.14. On Node.js 20 this script replaces it by version 12, from the lock file in `prisma/node-20`. Its binary is
 * downloaded, or compiled in about two minutes if the download fails. See docs/decisions/001-database-driver.md.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The version of Node-API that the binaries of better-sqlite3 13 need; Node.js has it from 22.14 on. */
const NODE_API = 10;

if (Number(process.versions.napi) < NODE_API) installForNode20();

function installForNode20(): void {
  console.log('better-sqlite3 12 takes the place of 13, which needs Node.js 22.14 or later.');
  // In node_modules, so that the installed folder can be renamed: a rename does not work between file systems.
  const folder = mkdtempSync(join('node_modules', '.node-20-'));
  for (const file of ['package.json', 'package-lock.json'])
    cpSync(join('prisma/node-20', file), join(folder, file));
  const { npm_execpath: npm = 'npm', ...env } = process.env;
  const [program, ...args] = npm.endsWith('.js') ? [process.execPath, npm] : [npm];
  const { status } = spawnSync(program, [...args, 'ci', '--no-audit', '--no-fund', '--prefix', folder], {
    stdio: 'inherit',
    // A compilation uses all processors.
    env: { JOBS: 'max', ...env, npm_config_local_prefix: folder },
  });
  if (status !== 0) process.exit(status ?? 1);

  const [installed, driver] = [join(folder, 'node_modules'), join('node_modules', 'better-sqlite3')];
  rmSync(driver, { recursive: true, force: true });
  renameSync(join(installed, 'better-sqlite3'), driver);
  mkdirSync(join(driver, 'node_modules'));
  // The packages that the driver loads; the others are only needed for its installation.
  for (const name of ['bindings', 'file-uri-to-path'])
    renameSync(join(installed, name), join(driver, 'node_modules', name));
  rmSync(folder, { recursive: true });
}
