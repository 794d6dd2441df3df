/**
 * Completes `package-lock.json` after `npm install` wrote it: `npm run lock`. npm leaves two things out, and asks the registry for neither:
 * the checksum of packages for other platforms than this one, without which they would be installed there unverified; and `gypfile`,
 * without which a package that ships finished binaries is compiled all the same, or fails where there is no compiler.
 */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

type Entry = { version?: string; name?: string; integrity?: string; gypfile?: boolean; link?: boolean };

const FILE = 'package-lock.json';
const lock = JSON.parse(readFileSync(FILE, 'utf8')) as { packages: Record<string, Entry> };
const run = promisify(execFile);

/** What the registry says of one version. */
async function registered(name: string, version: string): Promise<{ integrity: string; gypfile?: boolean }> {
  const fields = ['dist.integrity', 'gypfile'];
  const { stdout } = await run('npm', ['view', `${name}@${version}`, ...fields, '--json']);
  const said = JSON.parse(stdout);
  return typeof said === 'string'
    ? { integrity: said }
    : { integrity: said['dist.integrity'], gypfile: said.gypfile };
}

let completed = 0;
for (const [path, entry] of Object.entries(lock.packages)) {
  const name = entry.name ?? path.replace(/^.*node_modules\//, '');
  const isIncomplete = path !== '' && !entry.link && !entry.integrity;
  if (!entry.version || !(isIncomplete || name === 'better-sqlite3')) continue;
  const { integrity, gypfile } = await registered(name, entry.version);
  if (entry.integrity && entry.integrity !== integrity)
    throw new Error(`${name}: the registry has another checksum`);
  if (entry.integrity !== integrity || entry.gypfile !== gypfile) completed += 1;
  entry.integrity = integrity;
  if (gypfile !== undefined) entry.gypfile = gypfile;
}
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`Completed ${completed} entries of ${FILE}.`);
