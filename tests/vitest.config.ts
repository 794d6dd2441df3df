import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What a file of tests asks for decides where it runs. */
const all = readdirSync(join(root, 'tests/unit'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => ({
    file: `tests/unit/${file}`,
    source: readFileSync(join(root, 'tests/unit', file), 'utf8'),
  }));
const asking = (how: string) => all.filter(({ source }) => source.includes(how)).map(({ file }) => file);

/** `freshDatabase()`: on both databases. `freshEmbeddedDatabase()`: on the embedded one alone. */
const onBoth = asking('\nfreshDatabase(');
const onEmbedded = asking('\nfreshEmbeddedDatabase(');
/** `ownDatabases()`, or a script of the folder by its name: what an operator runs, in processes of its own. */
const commands = [...asking(' = ownDatabases('), ...asking("'scripts/")];
/** The others need no database. */
const rules = all
  .map(({ file }) => file)
  .filter((file) => ![...onBoth, ...onEmbedded, ...commands].includes(file));

/** The longest first, and then one project after the other, so that its workers are used again. */
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
    // A worker keeps its modules and its database for all its files. Before each test the database is emptied, and
    // after it the settings are as before.
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
