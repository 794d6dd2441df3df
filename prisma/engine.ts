import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

const root = process.cwd();
const wasmFile = join(root, 'node_modules/@prisma/schema-engine-wasm/schema_engine_bg.wasm');
export const migrationsFolder = join(root, 'prisma/migrations/sqlite');

/** The models, as Prisma's engine takes them. */
export const models = [
  { path: 'schema.prisma', content: readFileSync(join(root, 'prisma/schema.prisma'), 'utf8') },
];

export const everything = { externalTables: [], externalEnums: [] };

/** The folder of migrations, oldest first, as Prisma's engine takes it. */
export function migrationsList() {
  const names = readdirSync(migrationsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return {
    baseDir: migrationsFolder,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "sqlite"\n' },
    shadowDbInitScript: '',
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: {
          tag: 'ok' as const,
          value: readFileSync(join(migrationsFolder, name, 'migration.sql'), 'utf8'),
        },
      },
    })),
  };
}

/**
 * Does some work with Prisma's own schema engine as WebAssembly: the one its command line would download is a binary from
 * a foreign host.
 * @param url the database, `file:` and a path
 */
export async function withSchemaEngine<T>(
  url: string,
  work: (engine: bindings.SchemaEngine) => Promise<T>,
): Promise<T> {
  loaded ??= load();
  await loaded;

  const plain = new PrismaBetterSqlite3({ url });
  const connections: { dispose(): Promise<void> }[] = [];
  const remembered = async <C extends { dispose(): Promise<void> }>(opening: Promise<C>) => {
    const connection = await opening;
    connections.push(connection);
    return connection;
  };
  const engine = await bindings.SchemaEngine.new(
    { datamodels: models.map(({ path, content }) => [path, content]) },
    () => {},
    bindMigrationAwareSqlAdapterFactory({
      provider: plain.provider,
      adapterName: plain.adapterName,
      connect: () => remembered(plain.connect()),
      connectToShadowDb: () => remembered(plain.connectToShadowDb()),
    }),
  );
  try {
    return await work(engine);
  } finally {
    engine.free();
    // The engine locks the file for itself and leaves its connections open.
    for (const connection of connections) await connection.dispose();
  }
}

// Once in a process: the bindings hold one instance, and an engine of an earlier one would reach into the later.
let loaded: Promise<void> | undefined;

async function load(): Promise<void> {
  const { instance } = await WebAssembly.instantiate(readFileSync(wasmFile), {
    './schema_engine_bg.js': bindings as unknown as WebAssembly.ModuleImports,
  });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as (() => void) | undefined)?.();
}
