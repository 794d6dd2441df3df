import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { modelsFor, type Provider, providerOf } from '@/lib/db/models';

const root = process.cwd();
const wasmFile = join(root, 'node_modules/@prisma/schema-engine-wasm/schema_engine_bg.wasm');

/** The models of a database in the form that Prisma's schema engine needs. */
export const modelFiles = (provider: Provider) => [{ path: 'schema.prisma', content: modelsFor(provider) }];

/** The filter of the schema engine that includes all tables and enums. */
export const everything = { externalTables: [], externalEnums: [] };

/**
 * Runs a function with Prisma's schema engine as WebAssembly from npm. Prisma's command line would download a binary from another host
 * instead.
 * @param url the database: `file:` and a path, or `postgresql://…`
 */
export async function withSchemaEngine<T>(
  url: string,
  work: (engine: bindings.SchemaEngine) => Promise<T>,
): Promise<T> {
  shared.schemaEngineLoaded ??= load();
  await shared.schemaEngineLoaded;

  const provider = providerOf(url);
  const factory =
    provider === 'sqlite'
      ? new PrismaBetterSqlite3({ url })
      : new PrismaPg(new SystemTablePool({ connectionString: url }), { disposeExternalPool: true });
  const connections: { dispose(): Promise<void> }[] = [];
  const tracked = async <C extends { dispose(): Promise<void> }>(connecting: Promise<C>) => {
    const connection = await connecting;
    connections.push(connection);
    return connection;
  };
  const engine = await bindings.SchemaEngine.new(
    { datamodels: modelFiles(provider).map(({ path, content }) => [path, content]) },
    () => {},
    bindMigrationAwareSqlAdapterFactory({
      provider: factory.provider,
      adapterName: factory.adapterName,
      connect: () => tracked(factory.connect()),
      connectToShadowDb: () => tracked(factory.connectToShadowDb()),
    }),
  );
  try {
    return await work(engine);
  } finally {
    engine.free();
    // The engine does not close its connections, which keep the database file locked.
    for (const connection of connections) await connection.dispose();
  }
}

/**
 * Reports columns of the type "char" (one byte, in PostgreSQL's system tables) as bpchar. The engine reads such columns, but Prisma's
 * driver adapter does not support the type.
 */
class SystemTablePool extends pg.Pool {
  // biome-ignore lint/suspicious/noExplicitAny: the function has many signatures, of which the driver uses one
  override async query(...args: any[]): Promise<any> {
    const result = await (super.query as (...args: unknown[]) => Promise<pg.QueryResult>)(...args);
    for (const field of result.fields) if (field.dataTypeID === CHAR_OID) field.dataTypeID = BPCHAR_OID;
    return result;
  }
}
// The object identifiers of these types in pg_type.
const CHAR_OID = 18;
const BPCHAR_OID = 1042;

// The WebAssembly is loaded once in a process, even if this module is loaded several times. The bindings hold only one instance, and
// an engine made with an older instance would use the memory of the newer one.
const shared = globalThis as { schemaEngineLoaded?: Promise<void> };

async function load(): Promise<void> {
  const { instance } = await WebAssembly.instantiate(readFileSync(wasmFile), {
    './schema_engine_bg.js': bindings as unknown as WebAssembly.ModuleImports,
  });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as (() => void) | undefined)?.();
}
