import { createHash } from 'node:crypto';
import { Prisma } from '@/prisma/client/client';
import type { Db, Tx } from './client';
import type { Provider } from './models';

/** Every table with its key, in an order in which rows stand after those that they refer to. */
export const tables = [
  ['Registration', 'id'],
  ['AuditEvent', 'id'],
  ['Mailing', 'id'],
  ['OutboxMessage', 'id'],
  ['MeetingChange', 'meetingId'],
  ['Batch', 'id'],
  ['Import', 'id'],
  ['RateLimiterFlexible', 'key'],
  ['User', 'id'],
  ['Session', 'id'],
  ['Account', 'id'],
  ['Verification', 'id'],
] as const satisfies [Prisma.ModelName, string][];

type Row = Record<string, unknown>;
/** What all tables of the client have in common. */
type Table = {
  count(): Promise<number>;
  findMany(query: object): Promise<Row[]>;
  createMany(query: { data: Row[] }): Promise<unknown>;
};
const tableOf = (client: Tx, name: Prisma.ModelName): Table =>
  (client as unknown as Record<string, Table>)[name.charAt(0).toLowerCase() + name.slice(1)] as Table;

const PART = 500;

async function* rowsInParts(client: Tx, name: Prisma.ModelName, key: string): AsyncGenerator<Row[]> {
  let last: Row | undefined;
  for (;;) {
    const after = last ? { cursor: { [key]: last[key] }, skip: 1 } : {};
    const rows = await tableOf(client, name).findMany({ orderBy: { [key]: 'asc' }, take: PART, ...after });
    if (rows.length > 0) yield rows;
    last = rows.at(-1);
    if (rows.length < PART) return;
  }
}

/** How many rows a table has, and a fingerprint of all that they say. */
export type Digest = { table: string; rows: number; digest: string };

/** The digests of all tables: equal on two databases exactly where the rows are, whatever their order and kind. */
export async function digestOf(client: Tx): Promise<Digest[]> {
  const digests: Digest[] = [];
  for (const [table, key] of tables) {
    const rows: string[] = [];
    for await (const part of rowsInParts(client, table, key)) {
      rows.push(...part.map((row) => sha256(canonical(row))));
    }
    digests.push({ table, rows: rows.length, digest: sha256(rows.sort().join('')) });
  }
  return digests;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** As text, with the names in one order: databases keep the names of a JSON value in their own. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, each) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );

export type Copied =
  | { ok: true; digests: Digest[] }
  | { ok: false; reason: 'notEmpty' | 'differs'; table: string };

/** However many rows there are. */
const COPY_WITHIN_MS = 60 * 60_000;

/**
 * Copies all rows into an empty, migrated database of any kind, in one transaction: after a failure it is as empty as before.
 * At the end both sides are read and compared.
 * @returns the digests; or that the other database has rows already, or that the two differ because the first was written to
 */
export async function copyAll(from: Db, to: Db, toProvider: Provider): Promise<Copied> {
  try {
    const digests = await to.$transaction((tx) => copyInto(tx, from, toProvider), {
      timeout: COPY_WITHIN_MS,
    });
    return { ok: true, digests };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, reason: error.reason, table: error.table };
    throw error;
  }
}

/** Leaves the transaction, so that nothing of it stays. */
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
    for await (const rows of rowsInParts(from, table, key)) {
      await tableOf(tx, table).createMany({ data: rows.map(storable) });
    }
  }
  if (toProvider === 'postgresql') {
    // Its next event gets the number after the last one that was copied.
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

/** A row as it is written: of what may be empty and holds JSON, Prisma asks which kind of nothing is meant. */
const storable = (row: Row): Row =>
  'rows' in row && row.rows === null ? { ...row, rows: Prisma.DbNull } : row;
