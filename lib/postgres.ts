import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlDriverAdapter, SqlDriverAdapterFactory, Transaction } from '@prisma/driver-adapter-utils';
import { turns } from './turns';

/** How many connections one process opens at most. */
const CONNECTIONS = 10;
const CONNECT_MS = 5_000;
/** How long a statement waits for a lock, in milliseconds; and how long a transaction may do nothing at all. */
const LOCK_MS = 8_000;
const IDLE_MS = 20_000;

/** Any number, the same in every instance: who holds the lock of this name writes. */
const WRITE_LOCK = 20_240_213;

/**
 * PostgreSQL as Prisma's driver, with transactions as the embedded database has them: each takes one write lock when it
 * begins, so that the rules read what nobody changes meanwhile, and the clock is read once no other write stands between.
 * The isolation stays PostgreSQL's "read committed": a statement after the lock sees all that was committed before it. One
 * transaction of an instance waits for the lock at a time, so that pages find free connections.
 *
 * @param url `postgresql://…`
 */
export function orderlyPostgres(url: string): SqlDriverAdapterFactory {
  const plain = new PrismaPg(
    {
      connectionString: url,
      max: CONNECTIONS,
      connectionTimeoutMillis: CONNECT_MS,
      lock_timeout: LOCK_MS,
      idle_in_transaction_session_timeout: IDLE_MS,
    },
    // A connection that breaks while nobody uses it is replaced at the next use.
    { onPoolError: () => {}, onConnectionError: () => {} },
  );
  return {
    provider: plain.provider,
    adapterName: plain.adapterName,
    connect: async () => lockingWrites(await plain.connect()),
  };
}

function lockingWrites(connection: SqlDriverAdapter): SqlDriverAdapter {
  const nextTurn = turns();
  const startTransaction: SqlDriverAdapter['startTransaction'] = async (isolation) => {
    const done = await nextTurn();
    try {
      const transaction = await connection.startTransaction(isolation);
      await transaction
        .executeRaw({ sql: `SELECT pg_advisory_xact_lock(${WRITE_LOCK})`, args: [], argTypes: [] })
        .catch(async (error) => {
          await transaction.rollback().catch(() => {});
          throw error;
        });
      return endingWith(transaction, done);
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
