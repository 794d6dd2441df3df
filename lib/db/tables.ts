import { createHash } from 'node:crypto';
import { Prisma } from '@/prisma/client/client';
import type { Db, Tx } from './client';
import type { Provider } from './models';

/** Every table with its primary key. A table comes after the tables that it refers to, so that rows can be copied in this order. */
export const tables = [
  ['Registration', 'id'],
  ['LookAlikeDecision', 'id'],
  ['AuditEvent', 'id'],
  ['Mailing', 'id'],
  ['OutboxMessage', 'id'],
  ['MeetingChange', 'meetingId'],
  ['Batch', 'id'],
  ['Import', 'id'],
  ['ColumnChoice', 'id'],
  ['RateLimiterFlexible', 'key'],
  ['User', 'id'],
  ['Session', 'id'],
  ['Account', 'id'],
  ['Verification', 'id'],
] as const satisfies [Prisma.ModelName, string][];

type Row = Record<string, unknown>;
/** The methods that all tables of a Prisma client share. */
type Table = {
  count(): Promise<number>;
  findMany(query: object): Promise<Row[]>;
  createMany(query: { data: Row[] }): Promise<unknown>;
};
const tableOf = (client: Tx, name: Prisma.ModelName): Table =>
  (client as unknown as Record<string, Table>)[name.charAt(0).toLowerCase() + name.slice(1)] as Table;

const CHUNK_SIZE = 500;

async function* rowsInChunks(client: Tx, name: Prisma.ModelName, key: string): AsyncGenerator<Row[]> {
  let lastRow: Row | undefined;
  for (;;) {
    const afterLast = lastRow ? { cursor: { [key]: lastRow[key] }, skip: 1 } : {};
    const rows = await tableOf(client, name).findMany({
      orderBy: { [key]: 'asc' },
      take: CHUNK_SIZE,
      ...afterLast,
    });
    if (rows.length > 0) yield rows;
    lastRow = rows.at(-1);
    if (rows.length < CHUNK_SIZE) return;
  }
}

/** The number of rows in a table, and a SHA-256 hash over their contents. */
export type Digest = { table: string; rows: number; digest: string };

/** The digests of all tables. Two databases with equal rows have equal digests, whatever the order of rows and the kind of database. */
export async function digestOf(client: Tx): Promise<Digest[]> {
  const digests: Digest[] = [];
  for (const [table, key] of tables) {
    const rows: string[] = [];
    for await (const chunk of rowsInChunks(client, table, key)) {
      rows.push(...chunk.map((row) => sha256(canonical(row))));
    }
    digests.push({ table, rows: rows.length, digest: sha256(rows.sort().join('')) });
  }
  return digests;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** JSON with sorted property names, because databases store the properties of a JSON value in different orders. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, item) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );

export type Copied =
  | { ok: true; digests: Digest[] }
  | { ok: false; reason: 'notEmpty' | 'differs'; table: string };

/** Long enough for any number of rows. */
const COPY_TIMEOUT_MS = 60 * 60_000;

/**
 * Copies all rows into an empty, migrated database of any kind, in one transaction: after a failure it is still empty.
 * At the end both databases are read and compared.
 * @returns the digests; `notEmpty` if the target already has rows; `differs` if the source was written to during the copy
 */
export async function copyAll(from: Db, to: Db, toProvider: Provider): Promise<Copied> {
  try {
    const digests = await to.$transaction((tx) => copyInto(tx, from, toProvider), {
      timeout: COPY_TIMEOUT_MS,
    });
    return { ok: true, digests };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, reason: error.reason, table: error.table };
    throw error;
  }
}

/** Thrown to roll the transaction back. */
class Refusal extends Error {
  constructor(
    readonly reason: 'notEmpty' | 'differs',
    readonly table: string,
  ) {
    super(reason);
  }
}

async function copyInto(tx: Tx, from: Db, toProvider: Provider): Promise<Digest[]> {
  for (const [table] of tables) {
    if ((await tableOf(tx, table).count()) > 0) throw new Refusal('notEmpty', table);
  }
  for (const [table, key] of tables) {
    for await (const rows of rowsInChunks(from, table, key)) {
      await tableOf(tx, table).createMany({ data: rows.map(storable) });
    }
  }
  if (toProvider === 'postgresql') {
    // The sequence of event ids must continue after the last copied id.
    await tx.$executeRawUnsafe(
      `SELECT setval(pg_get_serial_sequence('"AuditEvent"', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM "AuditEvent"), false)`,
    );
  }
  const [source, copy] = [await digestOf(from), await digestOf(tx)];
  for (const [index, { table, digest }] of source.entries()) {
    if (copy[index]?.digest !== digest) throw new Refusal('differs', table);
  }
  return copy;
}

/** The row as Prisma accepts it. For an empty JSON column Prisma requires either an SQL NULL or a JSON null; here it is SQL NULL. */
const storable = (row: Row): Row =>
  'rows' in row && row.rows === null ? { ...row, rows: Prisma.DbNull } : row;
