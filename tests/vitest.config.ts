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
const rules = all.filter((file) => !onDatabases.includes(file));

const everywhere = {
  extends: true as const,
  test: { setupFiles: 'tests/support/setup.ts', pool: 'forks' as const, testTimeout: 30_000 },
};

export default defineConfig({
  root,
  resolve: { alias: { '@': root } },
  test: {
    projects: [
      {
        ...everywhere,
        test: {
          ...everywhere.test,
          name: 'rules',
          include: rules,
          globalSetup: 'tests/support/template-sqlite.ts',
        },
      },
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
