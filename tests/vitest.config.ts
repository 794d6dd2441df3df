import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What is tested on every database: whatever asks for a fresh one. The rules are tested without any, in seconds. */
const all = readdirSync(join(root, 'tests/unit'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => `tests/unit/${file}`);
const onDatabases = all.filter((file) => readFileSync(join(root, file), 'utf8').includes('freshDatabase('));
/** What an operator runs, each in a process of its own and on both databases. */
const commands = ['tests/unit/migrate.test.ts', 'tests/unit/operations.test.ts'];
const rules = all.filter((file) => ![...onDatabases, ...commands].includes(file));

const everywhere = {
  extends: true as const,
  test: { setupFiles: 'tests/support/setup.ts', pool: 'forks' as const, testTimeout: 30_000 },
};

export default defineConfig({
  root,
  resolve: { alias: { '@': root } },
  test: {
    projects: [
      ...Object.entries({ rules, commands }).map(([name, include]) => ({
        ...everywhere,
        test: { ...everywhere.test, name, include, globalSetup: 'tests/support/template-sqlite.ts' },
      })),
      {
        ...everywhere,
        test: {
          ...everywhere.test,
          name: 'sqlite',
          include: onDatabases,
          globalSetup: 'tests/support/template-sqlite.ts',
        },
      },
      {
        ...everywhere,
        test: {
          ...everywhere.test,
          name: 'postgresql',
          include: onDatabases,
          exclude: ['tests/unit/sqlite.test.ts'],
          globalSetup: 'tests/support/template-postgres.ts',
        },
      },
    ],
  },
});
