/**
 * Adds to `package-lock.json` what `npm install` leaves out: `npm run lock`. These are the checksums of packages for other platforms,
 * which would be installed there unverified, and `gypfile` of better-sqlite3. Without `gypfile` npm compiles the package although it
 * ships binaries, and fails where there is no compiler.
 */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

type Entry = { version?: string; name?: string; integrity?: string; gypfile?: boolean; link?: boolean };

const FILE = 'package-lock.json';
const lock = JSON.parse(readFileSync(FILE, 'utf8')) as { packages: Record<string, Entry> };
const run = promisify(execFile);

/** The checksum and `gypfile` of one version, from the registry. */
async function registryFields(
  name: string,
  version: string,
): Promise<{ integrity: string; gypfile?: boolean }> {
  const fields = ['dist.integrity', 'gypfile'];
  const { stdout } = await run('npm', ['view', `${name}@${version}`, ...fields, '--json']);
  const answer = JSON.parse(stdout);
  return typeof answer === 'string'
    ? { integrity: answer }
    : { integrity: answer['dist.integrity'], gypfile: answer.gypfile };
}

let completed = 0;
for (const [path, entry] of Object.entries(lock.packages)) {
  const name = entry.name ?? path.replace(/^.*node_modules\//, '');
  const isIncomplete = path !== '' && !entry.link && !entry.integrity;
  if (!entry.version || !(isIncomplete || name === 'better-sqlite3')) continue;
  const { integrity, gypfile } = await registryFields(name, entry.version);
  if (entry.integrity && entry.integrity !== integrity)
    throw new Error(`${name}: the registry has another checksum`);
  if (entry.integrity !== integrity || entry.gypfile !== gypfile) completed += 1;
  entry.integrity = integrity;
  if (gypfile !== undefined) entry.gypfile = gypfile;
}
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`Completed ${completed} entries of ${FILE}.`);
