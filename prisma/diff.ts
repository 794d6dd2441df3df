import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { everything, models, withSchemaEngine } from './engine';
import { migrate } from './migrate';

/**
 * What the models say beyond the migrations.
 * @returns the SQL of the missing migration, `null` when there is none
 */
export async function missingMigration(): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'models-'));
  try {
    const url = `file:${join(folder, 'migrated.db')}`;
    await migrate(url);
    const { stdout } = await withSchemaEngine(url, (engine) =>
      engine.diff({
        from: { tag: 'schemaDatasource', files: models, configDir: process.cwd() },
        to: { tag: 'schemaDatamodel', files: models },
        script: true,
        exitCode: null,
        filters: everything,
      }),
    );
    return !stdout || stdout.startsWith('-- This is an empty migration') ? null : stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
