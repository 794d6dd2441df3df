import { setTimeout as sleep } from 'node:timers/promises';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import {
  isDriverAdapterError,
  type SqlDriverAdapter,
  type SqlDriverAdapterFactory,
  type SqlQuery,
  type Transaction,
} from '@prisma/driver-adapter-utils';
import { semaphore } from '@/lib/async/semaphore';
import { fileOf } from './models';
import { keepPrivate } from './private-files';

/** How long SQLite itself waits for another process. Its wait is synchronous and blocks the server, so it is short. */
const BUSY_TIMEOUT_MS = 20;
/** Each commit waits for the disk, so that a confirmation that was acknowledged survives a power failure. */
const SYNC_FULL = 'PRAGMA synchronous = FULL;';
/** Deleted and replaced content is overwritten in the file, and no personal data get into temporary files. */
const NO_TRACES = 'PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;';
/** How long work waits for a lock in total. This wait is asynchronous and does not block the server. */
export const LOCK_WAIT_MS = 8_000;

/**
 * A Prisma driver adapter for the embedded database, safe for several requests and several processes.
 *
 * Prisma's own adapter has three problems. It shares one connection between all requests, so a statement outside a transaction runs
 * inside whichever transaction is open. It begins transactions deferred, so a transaction that reads and then writes fails if
 * another process has written in between. And it never releases its lock if `BEGIN` fails.
 * Here requests use the connection in turn, transactions take the write lock when they begin, and work is retried after an
 * asynchronous pause if the database is busy.
 *
 * @param url `file:` and a path; the file and its folder are created if missing, accessible to this user only
 */
export function sqliteAdapter(url: string): SqlDriverAdapterFactory {
  const plain = new PrismaBetterSqlite3({ url, timeout: BUSY_TIMEOUT_MS });
  return {
    provider: plain.provider,
    adapterName: plain.adapterName,
    async connect() {
      keepPrivate(fileOf(url));
      const connection = await plain.connect();
      await retryWhileBusy(() =>
        connection.executeScript(
          `PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; ${NO_TRACES} ${SYNC_FULL}`,
        ),
      );
      return withSemaphores(connection);
    },
  };
}

function withSemaphores(connection: SqlDriverAdapter): SqlDriverAdapter {
  const { provider, adapterName } = connection;
  const acquireConnection = semaphore();
  const acquireWriter = semaphore();

  /** Runs the work once, with exclusive use of the connection. */
  const withConnection = async <T>(work: () => Promise<T>): Promise<T> => {
    const releaseConnection = await acquireConnection();
    try {
      return await work();
    } finally {
      releaseConnection();
    }
  };
  /** Runs one writer at a time and retries it while the database is busy. Between its tries, readers can use the connection. */
  const asWriter = async <T>(work: () => Promise<T>): Promise<T> => {
    const givesUpAt = retriesEndAt();
    const releaseWriter = await acquireWriter();
    try {
      return await retryWhileBusy(() => withConnection(work), givesUpAt);
    } finally {
      releaseWriter();
    }
  };

  /** A write outside a transaction. It waits for the disk, except for rate-limit counters. */
  const write = <T>(query: SqlQuery, work: () => Promise<T>): Promise<T> =>
    asWriter(async () => {
      if (!isRateLimitCounter(query)) return work();
      await connection.executeScript('PRAGMA synchronous = NORMAL');
      try {
        return await work();
      } finally {
        await connection.executeScript(SYNC_FULL);
      }
    });

  return {
    provider,
    adapterName,
    queryRaw: (query) => {
      const run = () => connection.queryRaw(query);
      return isSelect(query) ? retryWhileBusy(() => withConnection(run)) : write(query, run);
    },
    executeRaw: (query) => write(query, () => connection.executeRaw(query)),
    executeScript: (script) => asWriter(() => connection.executeScript(script)),
    dispose: () => connection.dispose(),

    async startTransaction(): Promise<Transaction> {
      const givesUpAt = retriesEndAt();
      const releaseWriter = await acquireWriter();
      /** @returns releases the connection, which belongs to the transaction until its end */
      const begin = async () => {
        const releaseConnection = await acquireConnection();
        try {
          await connection.executeScript('BEGIN IMMEDIATE');
          return releaseConnection;
        } catch (error) {
          releaseConnection();
          throw error;
        }
      };
      const releaseConnection = await retryWhileBusy(begin, givesUpAt).catch((error) => {
        releaseWriter();
        throw error;
      });
      const end = async (statement: 'COMMIT' | 'ROLLBACK') => {
        try {
          await connection.executeScript(statement);
        } catch (error) {
          // A failed commit, for example on a full disk, may leave the transaction open on the shared connection.
          await connection.executeScript('ROLLBACK').catch(() => {});
          throw error;
        } finally {
          releaseConnection();
          releaseWriter();
        }
      };
      return {
        provider,
        adapterName,
        options: { usePhantomQuery: true },
        queryRaw: (query: SqlQuery) => connection.queryRaw(query),
        executeRaw: (query: SqlQuery) => connection.executeRaw(query),
        commit: () => end('COMMIT'),
        rollback: () => end('ROLLBACK'),
        createSavepoint: (name) => connection.executeScript(`SAVEPOINT ${name}`),
        rollbackToSavepoint: (name) => connection.executeScript(`ROLLBACK TO ${name}`),
        releaseSavepoint: (name) => connection.executeScript(`RELEASE ${name}`),
      };
    },
  };
}

/** Whether a statement writes a rate-limit counter. A power failure may lose the last counts, which does no harm. */
const isRateLimitCounter = ({ sql }: SqlQuery): boolean =>
  /^\s*(INSERT INTO|DELETE FROM) \S*`RateLimiterFlexible`/.test(sql);

const isSelect = ({ sql }: SqlQuery): boolean => /^\s*SELECT\b/i.test(sql);

const retriesEndAt = () => performance.now() + LOCK_WAIT_MS;

/** Runs the work and retries it after a pause while another process has locked the database, until `givesUpAt`. */
async function retryWhileBusy<T>(work: () => Promise<T>, givesUpAt = retriesEndAt()): Promise<T> {
  for (;;) {
    try {
      // `work()` is inside the try because the driver may throw before it returns its promise.
      return await work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > givesUpAt) throw error;
      await sleep(5 + Math.random() * 20);
    }
  }
}

const isBusy = (error: unknown): boolean =>
  isDriverAdapterError(error) && error.cause.kind === 'SocketTimeout';
