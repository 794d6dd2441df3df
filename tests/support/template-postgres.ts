import type { TestProject } from 'vitest/node';
import { migrate } from '@/lib/db/migrate';
import { type Postgres, startPostgres } from '@/scripts/postgres';
import makeRunFolder from './run-folder';

// Vitest loads this module once for each project; only globalThis is shared.
const shared = globalThis as { testServer?: { postgres: Promise<Postgres>; projects: number } | undefined };

/** Starts one PostgreSQL server for all projects that need it, with a migrated template that each worker copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const removeFolder = makeRunFolder(project);
  shared.testServer ??= { postgres: start(), projects: 0 };
  const server = shared.testServer;
  server.projects += 1;
  const postgres = await server.postgres;
  project.provide('template', postgres.url('template'));
  return async () => {
    removeFolder();
    server.projects -= 1;
    if (server.projects > 0) return;
    shared.testServer = undefined;
    await postgres.stop();
  };
}

async function start(): Promise<Postgres> {
  const postgres = await startPostgres();
  await postgres.create('template');
  await migrate(postgres.url('template'));
  return postgres;
}
