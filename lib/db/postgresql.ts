import { PrismaPg } from '@prisma/adapter-pg';
import type {
  SqlDriverAdapter,
  SqlDriverAdapterFactory,
  SqlQuery,
  Transaction,
} from '@prisma/driver-adapter-utils';
import { semaphore } from '@/lib/async/semaphore';
import { MINUTE_MS } from '@/lib/time/instant';

/** The maximum number of connections of one process. */
const MAX_CONNECTIONS = 20;
/** How many of them transactions may use at once; the others stay free for pages. */
const MAX_TRANSACTIONS = 14;
const CONNECT_TIMEOUT_MS = 5_000;
/** How long an unused connection stays open: a new one has to parse and plan each statement again. */
const CONNECTION_IDLE_MS = MINUTE_MS;
/** How long a statement waits for a lock. */
const LOCK_TIMEOUT_MS = 8_000;
/** How long a transaction may wait without executing a statement. */
const TRANSACTION_IDLE_MS = 20_000;

/**
 * A Prisma driver adapter for PostgreSQL. The isolation level is PostgreSQL's default, "read committed": a statement that follows a
 * lock sees everything that was committed before.
 * @param url `postgresql://…`
 */
export function postgresAdapter(url: string): SqlDriverAdapterFactory {
  const plain = new PrismaPg(
    {
      connectionString: url,
      max: MAX_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      idleTimeoutMillis: CONNECTION_IDLE_MS,
      lock_timeout: LOCK_TIMEOUT_MS,
      idle_in_transaction_session_timeout: TRANSACTION_IDLE_MS,
    },
    // The pool replaces an unused connection that breaks, so these errors need no handling.
    { onPoolError: () => {}, onConnectionError: () => {}, statementNameGenerator: statementNames() },
  );
  return {
    provider: plain.provider,
    adapterName: plain.adapterName,
    connect: async () => withLimitedTransactions(await plain.connect()),
  };
}

/** The maximum number of prepared statements per connection. A statement with a list counts once for each length of the list. */
const MAX_STATEMENTS = 200;

/** Names statements, so that PostgreSQL parses and plans each one once per connection. Only the first 200 get a name. */
function statementNames(): (query: SqlQuery) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const existing = names.get(sql);
    if (existing !== undefined) return existing;
    // A statement without a name is not kept.
    if (names.size >= MAX_STATEMENTS) return '';
    const name = `s${names.size}`;
    names.set(sql, name);
    return name;
  };
}

/** Lets at most `MAX_TRANSACTIONS` transactions run at once; further ones wait before they take a connection. */
function withLimitedTransactions(connection: SqlDriverAdapter): SqlDriverAdapter {
  const acquire = semaphore(MAX_TRANSACTIONS);
  const startTransaction: SqlDriverAdapter['startTransaction'] = async (isolation) => {
    const release = await acquire();
    try {
      return releasingAtEnd(await connection.startTransaction(isolation), release);
    } catch (error) {
      release();
      throw error;
    }
  };
  return new Proxy(connection, {
    get(target, name) {
      if (name === 'startTransaction') return startTransaction;
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Makes a transaction call `release` when it is committed or rolled back. */
function releasingAtEnd(transaction: Transaction, release: () => void): Transaction {
  const commit = transaction.commit.bind(transaction);
  const rollback = transaction.rollback.bind(transaction);
  transaction.commit = () => commit().finally(release);
  transaction.rollback = () => rollback().finally(release);
  return transaction;
}

type RawClient = { $executeRaw(query: TemplateStringsArray, ...values: unknown[]): Promise<unknown> };

/** The id of the advisory lock for writes: an arbitrary number, the same in every instance. */
const WRITE_LOCK = 20_240_213;

/** Takes the write lock exclusively until the transaction ends. Waits for all other transactions that hold it. */
export const lockAll = (tx: RawClient): Promise<unknown> =>
  tx.$executeRaw`SELECT pg_advisory_xact_lock(${WRITE_LOCK})`;

/**
 * Takes the write lock shared, and the lock of one key exclusively, until the transaction ends. It waits for transactions that hold
 * the write lock exclusively or have the same key; transactions with other keys run at the same time.
 */
export const lockOne = (tx: RawClient, key: string): Promise<unknown> =>
  tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(${WRITE_LOCK}), pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
