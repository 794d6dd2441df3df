import { config } from '@/lib/config';
import { metrics } from '@/lib/server/metrics';
import { Prisma, PrismaClient } from '@/prisma/client/client';
import { PrismaClient as PostgresClient } from '@/prisma/client-postgresql/client';
import { type Provider, providerOf } from './models';
import { lockAll, lockOne, postgresAdapter } from './postgresql';
import { LOCK_WAIT_MS, sqliteAdapter } from './sqlite';

export type Db = PrismaClient;
/** What a use case may do with the database: everything, inside its one transaction. */
export type Tx = Prisma.TransactionClient;

// Next.js loads this module more than once in a process; only globalThis is shared, and two clients would block each other.
const shared = globalThis as { meetingDb?: Db | undefined };

/** The one client of this process, opened at the first call. */
export function db(): Db {
  shared.meetingDb ??= openDb(config().databaseUrl);
  return shared.meetingDb;
}

/** A client of its own, for commands that work with two databases at once; whoever opens it disconnects it. */
export function openDb(url: string): Db {
  const options = {
    // Messages without the values of the query: they may end in a log.
    errorFormat: 'minimal' as const,
    log: metrics() ? [{ emit: 'event', level: 'query' } as const] : [],
    transactionOptions: { maxWait: LOCK_WAIT_MS + 2_000, timeout: LOCK_WAIT_MS + 2_000 },
  };
  const client =
    providerOf(url) === 'sqlite'
      ? new PrismaClient({ ...options, adapter: sqliteAdapter(url) })
      : // Generated from the same models, but TypeScript holds two classes for two types.
        (new PostgresClient({
          ...options,
          adapter: postgresAdapter(url),
        }) as unknown as PrismaClient<'query'>);
  client.$on('query', ({ duration }) => metrics()?.queries.observe(duration / 1_000));
  return client;
}

/** Which database this process works on. */
export const provider = (): Provider => providerOf(config().databaseUrl);

export async function closeDb(): Promise<void> {
  await shared.meetingDb?.$disconnect();
  shared.meetingDb = undefined;
}

/** What is to happen once a transaction is committed. */
const afterCommits = new WeakMap<Tx, Set<() => void>>();

/**
 * Calls a function once the transaction is committed; not where it fails, and once however often it is asked for. Outside of
 * `transaction` nothing is called.
 */
export function afterCommit(tx: Tx, callback: () => void): void {
  afterCommits.get(tx)?.add(callback);
}

/**
 * Runs the work in one transaction: all of it is stored, or nothing. No other transaction writes meanwhile, so that every rule reads
 * what nobody changes, and the clock is read once no other write stands between. The work may run twice and must therefore
 * do nothing but read and write through `tx`.
 * @param about whom the work is about where it is about one person alone, or several: on PostgreSQL those about others go on beside it
 */
export async function transaction<T>(work: (tx: Tx) => Promise<T>, about?: string | string[]): Promise<T> {
  let callbacks = new Set<() => void>();
  const locked = async (tx: Tx) => {
    callbacks = new Set();
    afterCommits.set(tx, callbacks);
    if (about === undefined && provider() === 'postgresql') await lockAll(tx);
    // In one order everywhere: two that are about the same persons do not wait for each other.
    for (const one of [about ?? []].flat().sort()) await lockRegistration(tx, one);
    return work(tx);
  };
  const result = await db()
    .$transaction(locked)
    .catch((error: unknown) => {
      if (!isUniqueConflict(error)) throw error;
      // Someone else wrote the same person or the same form submission a moment earlier: now the work finds their row.
      return db().$transaction(locked);
    });
  for (const callback of callbacks) callback();
  return result;
}

/** In a transaction about one person: waits until no other one is about this one, by whatever name. */
export async function lockRegistration(tx: Tx, about: string): Promise<void> {
  // The embedded database took its one write lock when the transaction began.
  if (provider() === 'postgresql') await lockOne(tx, about);
}

const isUniqueConflict = (error: unknown): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
