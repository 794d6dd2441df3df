import { migrate } from '@/lib/db/migrate';
import { providerOf } from '@/lib/db/models';
import { everything, modelFiles, withSchemaEngine } from './schema-engine';

/**
 * Compares the models with the migrations of a database.
 * @param url an empty database of that kind; it is migrated for the comparison
 * @returns the SQL of the missing migration, or `null` if none is missing
 */
export async function missingMigration(url: string): Promise<string | null> {
  const files = modelFiles(providerOf(url));
  await migrate(url);
  const { stdout } = await withSchemaEngine(url, (engine) =>
    engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: process.cwd() },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters: everything,
    }),
  );
  return !stdout || stdout.startsWith('-- This is an empty migration') ? null : stdout;
}
