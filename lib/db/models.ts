import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The kinds of database that the site supports, with Prisma's names for them. */
export type Provider = 'sqlite' | 'postgresql';

/** The kind of database that a URL names. @param url `file:` and a path, or `postgresql://…` */
export const providerOf = (url: string): Provider => (url.startsWith('file:') ? 'sqlite' : 'postgresql');

/** The path of an embedded database. @param url `file:` and a path */
export const fileOf = (url: string): string => url.replace(/^file:/, '');

/** The folders of the generated clients, relative to the project's folder. */
export const clientFolder = { sqlite: 'prisma/client', postgresql: 'prisma/client-postgresql' };

/**
 * The text of `prisma/schema.prisma` for one kind of database: only the provider line differs. A Prisma client accepts only a driver
 * of the provider that it was generated for.
 */
export function modelsFor(provider: Provider): string {
  const models = readFileSync(join(process.cwd(), 'prisma/schema.prisma'), 'utf8');
  return models.replace('provider = "sqlite"', `provider = "${provider}"`);
}

/** The folder of the migrations for one kind of database. */
export const migrationsFolder = (provider: Provider): string =>
  join(process.cwd(), 'prisma/migrations', provider);

export type Migration = { name: string; sql: string };

/** The migrations for one kind of database, oldest first. */
export const migrationsOf = (provider: Provider): Migration[] =>
  readdirSync(migrationsFolder(provider), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => ({
      name,
      sql: readFileSync(join(migrationsFolder(provider), name, 'migration.sql'), 'utf8'),
    }));
