import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The databases that the site can live on. */
export type Provider = 'sqlite' | 'postgresql';

/** Which database an address leads to. @param url `file:` and a path, or `postgresql://…` */
export const providerOf = (url: string): Provider => (url.startsWith('file:') ? 'sqlite' : 'postgresql');

/** The path in the address of an embedded database. */
export const fileOf = (url: string): string => url.replace(/^file:/, '');

/** Where the client of a database is generated, from the project's folder. */
export const clientFolder = { sqlite: 'prisma/client', postgresql: 'prisma/client-postgresql' };

/**
 * The models for a database: the one set of them, with the line replaced that names the database. Prisma accepts no
 * driver of another one than it was generated for.
 */
export function modelsFor(provider: Provider): string {
  const models = readFileSync(join(process.cwd(), 'prisma/schema.prisma'), 'utf8');
  return models.replace('provider = "sqlite"', `provider = "${provider}"`);
}

/** Where the migrations of a database stand. */
export const migrationsFolder = (provider: Provider): string =>
  join(process.cwd(), 'prisma/migrations', provider);

export type Migration = { name: string; sql: string };

/** The migrations of a database, oldest first. */
export const migrationsOf = (provider: Provider): Migration[] =>
  readdirSync(migrationsFolder(provider), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => ({
      name,
      sql: readFileSync(join(migrationsFolder(provider), name, 'migration.sql'), 'utf8'),
    }));
