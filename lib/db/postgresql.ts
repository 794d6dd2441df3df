import { PrismaPg } from '@prisma/adapter-pg';
import type {
  SqlDriverAdapter,
  SqlDriverAdapterFactory,
  SqlQuery,
  Transaction,
} from '@prisma/driver-adapter-utils';
import { semaphore } from '@/lib/async/semaphore';
import { MINUTE_MS } from '@/lib/time/instant';

/** How many connections one process opens at most, and how many of them may be for transactions: pages find the others free. */
const CONNECTIONS = 20;
const TRANSACTIONS = 14;
const CONNECT_MS = 5_000;
/** How long a connection is kept that nobody uses, a minute: a new one reads and plans each statement anew. */
const KEPT_MS = MINUTE_MS;
/** How long a statement waits for a lock, in milliseconds; and how long a transaction may do nothing at all. */
const LOCK_MS = 8_000;
const IDLE_MS = 20_000;

/**
 * PostgreSQL as Prisma's driver. The isolation stays PostgreSQL's "read committed": a statement after a lock sees all that was
 * committed before it.
 *
 * @param url `postgresql://…`
 */
export function postgresAdapter(url: string): SqlDriverAdapterFactory {
  const plain = new PrismaPg(
    {
      connectionString: url,
      max: CONNECTIONS,
      connectionTimeoutMillis: CONNECT_MS,
      idleTimeoutMillis: KEPT_MS,
      lock_timeout: LOCK_MS,
      idle_in_transaction_session_timeout: IDLE_MS,
    },
    // A connection that breaks while nobody uses it is replaced at the next use.
    { onPoolError: () => {}, onConnectionError: () => {}, statementNameGenerator: statementNames() },
  );
  return {
    provider: plain.provider,
    adapterName: plain.adapterName,
    connect: async () => withSemaphores(await plain.connect()),
  };
}

/** How many statements each connection keeps prepared; one that names a list of any length is another one each time. */
const STATEMENTS = 200;

/** The server reads and plans a statement once for each connection, not each time that it is sent: the first ones have a name. */
function statementNames(): (query: SqlQuery) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    // PostgreSQL takes what has no name as one that is used once.
    if (names.size >= STATEMENTS) return '';
    const name = `s${names.size}`;
    names.set(sql, name);
    return name;
  };
}

function withSemaphores(connection: SqlDriverAdapter): SqlDriverAdapter {
  const nextTurn = semaphore(TRANSACTIONS);
  const startTransaction: SqlDriverAdapter['startTransaction'] = async (isolation) => {
    const done = await nextTurn();
    try {
      return endingWith(await connection.startTransaction(isolation), done);
    } catch (error) {
      done();
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

/** The transaction, which gives its turn to the next when it ends. */
function endingWith(transaction: Transaction, done: () => void): Transaction {
  const commit = transaction.commit.bind(transaction);
  const rollback = transaction.rollback.bind(transaction);
  transaction.commit = () => commit().finally(done);
  transaction.rollback = () => rollback().finally(done);
  return transaction;
}

type Raw = { $executeRaw(query: TemplateStringsArray, ...values: unknown[]): Promise<unknown> };

/** Any number, the same in every instance: who holds the lock of this name alone is the only one that writes. */
const WRITE_LOCK = 20_240_213;

/** Waits until no other transaction writes, and lets none begin until this one ends. */
export const lockAll = (tx: Raw): Promise<unknown> =>
  tx.$executeRaw`SELECT pg_advisory_xact_lock(${WRITE_LOCK})`;

/** Waits until none writes alone, and none about the same; those about others go on beside it. */
export const lockOne = (tx: Raw, about: string): Promise<unknown> =>
  tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(${WRITE_LOCK}), pg_advisory_xact_lock(hashtextextended(${about}, 0))`;
