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

/** The models of a database, as Prisma's engine takes them. */
export const modelFiles = (provider: Provider) => [{ path: 'schema.prisma', content: modelsFor(provider) }];

export const everything = { externalTables: [], externalEnums: [] };

/**
 * Does some work with Prisma's own schema engine as WebAssembly: the one its command line would download is a binary from
 * a foreign host.
 * @param url the database, `file:` and a path, or `postgresql://…`
 */
export async function withSchemaEngine<T>(
  url: string,
  work: (engine: bindings.SchemaEngine) => Promise<T>,
): Promise<T> {
  shared.schemaEngineLoaded ??= load();
  await shared.schemaEngineLoaded;

  const provider = providerOf(url);
  const plain =
    provider === 'sqlite'
      ? new PrismaBetterSqlite3({ url })
      : new PrismaPg(new LetterReadingPool({ connectionString: url }), { disposeExternalPool: true });
  const connections: { dispose(): Promise<void> }[] = [];
  const remembered = async <C extends { dispose(): Promise<void> }>(opening: Promise<C>) => {
    const connection = await opening;
    connections.push(connection);
    return connection;
  };
  const engine = await bindings.SchemaEngine.new(
    { datamodels: modelFiles(provider).map(({ path, content }) => [path, content]) },
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
    // The engine locks a file for itself and leaves its connections open.
    for (const connection of connections) await connection.dispose();
  }
}

/**
 * PostgreSQL's own tables have columns of the type "char", one letter, which the driver refuses though the engine asks for
 * them: here they are called what they look like.
 */
class LetterReadingPool extends pg.Pool {
  // biome-ignore lint/suspicious/noExplicitAny: the function has many signatures, of which the driver uses one
  override async query(...given: any[]): Promise<any> {
    const result = await (super.query as (...given: unknown[]) => Promise<pg.QueryResult>)(...given);
    for (const field of result.fields) if (field.dataTypeID === LETTER) field.dataTypeID = CHARACTER;
    return result;
  }
}
// The numbers of these types in pg_type: "char" and bpchar.
const LETTER = 18;
const CHARACTER = 1042;

// Once in a process, however often this module is loaded: the bindings hold one instance, and an engine of an earlier one
// would reach into the later.
const shared = globalThis as { schemaEngineLoaded?: Promise<void> };

async function load(): Promise<void> {
  const { instance } = await WebAssembly.instantiate(readFileSync(wasmFile), {
    './schema_engine_bg.js': bindings as unknown as WebAssembly.ModuleImports,
  });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as (() => void) | undefined)?.();
}
