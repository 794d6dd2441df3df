/**
 * Writes a new migration for each database after a change of the models: `npm run db:diff -- what-changed`. Read the SQL before you
 * commit it.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrationsFolder, migrationsOf, providerOf } from '@/lib/db/models';
import { startPostgres } from './postgres';
import { missingMigration } from './schema-diff';
import { end } from './settings';

const name = process.argv[2];
if (!name || !/^[a-z0-9-]+$/.test(name)) {
  console.error('Name the change in small letters: npm run db:diff -- what-changed');
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'models-'));
const postgres = await startPostgres();
try {
  await postgres.create('migrated');
  for (const url of [`file:${join(folder, 'migrated.db')}`, postgres.url('migrated')])
    await writeMigration(url, name);
} finally {
  await postgres.stop();
  rmSync(folder, { recursive: true });
}
await end();

async function writeMigration(url: string, change: string): Promise<void> {
  const provider = providerOf(url);
  const sql = await missingMigration(url);
  if (sql === null) {
    console.log(`${provider}: the migrations already say what the models say.`);
    return;
  }
  const number = String(migrationsOf(provider).length + 1).padStart(4, '0');
  const target = join(migrationsFolder(provider), `${number}_${change}`);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'migration.sql'), sql);
  console.log(`Wrote ${target}/migration.sql`);
}
