/**
 * Writes what changed models mean for the database as a new migration: `npm run db:diff -- what-changed`.
 * Read the SQL before you commit it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { missingMigration } from '@/prisma/diff';
import { migrationsFolder, migrationsList } from '@/prisma/engine';

const name = process.argv[2];
if (!name || !/^[a-z0-9-]+$/.test(name)) {
  console.error('Name the change in small letters: npm run db:diff -- what-changed');
  process.exit(1);
}

const sql = await missingMigration();
if (sql === null) {
  console.log('The migrations already say what the models say.');
} else {
  const number = String(migrationsList().migrationDirectories.length + 1).padStart(4, '0');
  const folder = join(migrationsFolder, `${number}_${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'migration.sql'), sql);
  console.log(`Wrote ${folder}/migration.sql`);
}
