import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The helpers that a test file uses decide in which project it runs. */
const all = readdirSync(join(root, 'tests/unit'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => ({
    file: `tests/unit/${file}`,
    source: readFileSync(join(root, 'tests/unit', file), 'utf8'),
  }));
const filesWith = (marker: string) =>
  all.filter(({ source }) => source.includes(marker)).map(({ file }) => file);

/** `freshDatabase()` runs a file on both databases, `freshEmbeddedDatabase()` on SQLite only. */
const onBoth = filesWith('\nfreshDatabase(');
const onEmbedded = filesWith('\nfreshEmbeddedDatabase(');
/** `ownDatabases()`, or a path in `scripts/`: operators' commands, in processes of their own. */
const commands = [...filesWith(' = ownDatabases('), ...filesWith("'scripts/")];
/** All other files need no database. */
const rules = all
  .map(({ file }) => file)
  .filter((file) => ![...onBoth, ...onEmbedded, ...commands].includes(file));

/** The longest project runs first, one project after the other, so that workers are reused. */
const order = ['commands', 'postgresql', 'sqlite', 'rules'];
class ByProject extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project }: TestSpecification) => order.indexOf(project.name);
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

const project = (name: string, include: string[], globalSetup: string) => ({
  extends: true as const,
  test: { name, include, globalSetup: `tests/support/${globalSetup}.ts` },
});

export default defineConfig({
  root,
  resolve: { alias: { '@': root } },
  test: {
    setupFiles: 'tests/support/setup.ts',
    pool: 'forks',
    // A worker keeps its modules and its database for all its files. Before each test the database is emptied. After it the
    // settings are reset.
    isolate: false,
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    sequence: { sequencer: ByProject },
    projects: [
      project('rules', rules, 'run-folder'),
      project('commands', commands, 'template-postgres'),
      project('sqlite', [...onBoth, ...onEmbedded], 'template-sqlite'),
      project('postgresql', onBoth, 'template-postgres'),
    ],
  },
});
