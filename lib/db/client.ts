import { config } from '@/lib/config';
import { metrics } from '@/lib/server/metrics';
import { type Prisma, PrismaClient } from '@/prisma/client/client';
import { PrismaClient as PostgresClient } from '@/prisma/client-postgresql/client';
import { type Provider, providerOf } from './models';
import { lockAll, lockOne, postgresAdapter } from './postgresql';
import { LOCK_WAIT_MS, sqliteAdapter } from './sqlite';

export type Db = PrismaClient;
/** A client that works inside one transaction. */
export type Tx = Prisma.TransactionClient;

// Next.js loads this module more than once in a process, and only globalThis is shared. Two clients would block each other.
const shared = globalThis as { meetingDb?: Db | undefined };

/** The client of this process, opened by the first call. */
export function db(): Db {
  shared.meetingDb ??= openDb(config().databaseUrl);
  return shared.meetingDb;
}

/** Opens a further client, for commands that work with two databases. The caller must disconnect it. */
export function openDb(url: string): Db {
  const options = {
    // Error messages without the values of the query, because they are logged.
    errorFormat: 'minimal' as const,
    log: metrics() ? [{ emit: 'event', level: 'query' } as const] : [],
    transactionOptions: { maxWait: LOCK_WAIT_MS + 2_000, timeout: LOCK_WAIT_MS + 2_000 },
  };
  const client =
    providerOf(url) === 'sqlite'
      ? new PrismaClient({ ...options, adapter: sqliteAdapter(url) })
      : // The two clients are generated from the same models, but for TypeScript they are different types.
        (new PostgresClient({
          ...options,
          adapter: postgresAdapter(url),
        }) as unknown as PrismaClient<'query'>);
  client.$on('query', ({ duration }) => metrics()?.queries.observe(duration / 1_000));
  return client;
}

/** The kind of database that this process uses. */
export const provider = (): Provider => providerOf(config().databaseUrl);

export async function closeDb(): Promise<void> {
  await shared.meetingDb?.$disconnect();
  shared.meetingDb = undefined;
}

/** The callbacks of open transactions, called after the commit. */
const afterCommitCallbacks = new WeakMap<Tx, Set<() => void>>();

/**
 * Calls a function after the transaction is committed, and not if it fails. A function that is passed several times is called once.
 * Does nothing if `tx` was not opened by `transaction`.
 */
export function afterCommit(tx: Tx, callback: () => void): void {
  afterCommitCallbacks.get(tx)?.add(callback);
}

/**
 * Runs the work in one transaction: all of it is stored, or nothing. Conflicting transactions do not run at the same time, so a rule
 * never reads data that another one is changing. The work should read the clock itself: it starts after the lock is held.
 * It may run twice, so it must have no effects except through `tx`.
 * @param keys the people that the work is about, as mailbox keys or registration ids. On PostgreSQL only transactions with the same
 *   keys exclude each other. Without keys no other transaction runs at the same time.
 */
export async function transaction<T>(work: (tx: Tx) => Promise<T>, keys?: string | string[]): Promise<T> {
  let callbacks = new Set<() => void>();
  const lockedWork = async (tx: Tx) => {
    callbacks = new Set();
    afterCommitCallbacks.set(tx, callbacks);
    if (keys === undefined && provider() === 'postgresql') await lockAll(tx);
    // Sorted, so that two transactions about the same people cannot deadlock.
    for (const key of [keys ?? []].flat().sort()) await lockRegistration(tx, key);
    return work(tx);
  };
  const result = await db()
    .$transaction(lockedWork)
    .catch((error: unknown) => {
      if (!isUniqueConflict(error)) throw error;
      // Another transaction inserted the same person or the same form submission first. The second run finds its row.
      return db().$transaction(lockedWork);
    });
  for (const callback of callbacks) callback();
  return result;
}

/**
 * Locks a person in a transaction with keys, until the transaction ends. Waits for the other transactions about that person.
 * @param key a mailbox key or the id of a registration
 */
export async function lockRegistration(tx: Tx, key: string): Promise<void> {
  // The embedded database has only one write lock, which the transaction took when it began.
  if (provider() === 'postgresql') await lockOne(tx, key);
}

const isUniqueConflict = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'P2002';
