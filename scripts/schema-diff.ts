import { migrate } from '@/lib/db/migrate';
import { providerOf } from '@/lib/db/models';
import { everything, modelFiles, withSchemaEngine } from './schema-engine';

/**
 * What the models say beyond the migrations of a database.
 * @param url an empty database of that kind, which is migrated for it
 * @returns the SQL of the missing migration, `null` when there is none
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
