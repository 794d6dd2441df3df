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

/** How long SQLite itself may wait for another process. The wait is synchronous: the server stands still meanwhile. */
const BUSY_TIMEOUT_MS = 20;
/** What was answered with "recorded" is on the disk, also when the power goes a moment later. */
const WAITING_FOR_THE_DISK = 'PRAGMA synchronous = FULL;';
/** What is deleted or written over is overwritten in the file, and nothing is sorted or copied through a temporary one. */
const LEAVING_NOTHING = 'PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;';
/** How long work waits for its turn altogether, without holding the server up. */
export const LOCK_WAIT_MS = 8_000;

/**
 * The embedded database as Prisma's driver, made safe for several requests and several processes.
 *
 * Prisma's own driver shares one connection between all requests, so a statement outside a transaction would land inside
 * whichever transaction is open; it begins transactions deferred, so one that reads and then writes fails as soon as
 * another process has written; and it never gives its lock back when `BEGIN` fails. Here work takes turns,
 * transactions take the write lock when they begin, and a busy database is asked again after an asynchronous pause.
 *
 * @param url `file:` and a path; file and folder are made where they are missing, for this user alone
 */
export function sqliteAdapter(url: string): SqlDriverAdapterFactory {
  const plain = new PrismaBetterSqlite3({ url, timeout: BUSY_TIMEOUT_MS });
  return {
    provider: plain.provider,
    adapterName: plain.adapterName,
    async connect() {
      keepPrivate(fileOf(url));
      const connection = await plain.connect();
      await patiently(() =>
        connection.executeScript(
          `PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; ${LEAVING_NOTHING} ${WAITING_FOR_THE_DISK}`,
        ),
      );
      return withSemaphore(connection);
    },
  };
}

function withSemaphore(connection: SqlDriverAdapter): SqlDriverAdapter {
  const { provider, adapterName } = connection;
  const nextTurn = semaphore();
  const nextWriter = semaphore();

  /** With the connection to itself, once. */
  const alone = async <T>(work: () => Promise<T>): Promise<T> => {
    const done = await nextTurn();
    try {
      return await work();
    } finally {
      done();
    }
  };
  /** One writer at a time asks a busy database again; between its tries the connection is free for those who only read. */
  const writing = async <T>(work: () => Promise<T>): Promise<T> => {
    const givesUpAt = patienceEnds();
    const leave = await nextWriter();
    try {
      return await patiently(() => alone(work), givesUpAt);
    } finally {
      leave();
    }
  };

  /** A write outside a transaction: it waits for the disk, unless it only counts a try. */
  const write = <T>(query: SqlQuery, work: () => Promise<T>): Promise<T> =>
    writing(async () => {
      if (!isCounting(query)) return work();
      await connection.executeScript('PRAGMA synchronous = NORMAL');
      try {
        return await work();
      } finally {
        await connection.executeScript(WAITING_FOR_THE_DISK);
      }
    });

  return {
    provider,
    adapterName,
    queryRaw: (query) => {
      const ask = () => connection.queryRaw(query);
      return isReading(query) ? patiently(() => alone(ask)) : write(query, ask);
    },
    executeRaw: (query) => write(query, () => connection.executeRaw(query)),
    executeScript: (script) => writing(() => connection.executeScript(script)),
    dispose: () => connection.dispose(),

    async startTransaction(): Promise<Transaction> {
      const givesUpAt = patienceEnds();
      const leave = await nextWriter();
      const begin = async () => {
        const endTurn = await nextTurn();
        try {
          await connection.executeScript('BEGIN IMMEDIATE');
          return endTurn;
        } catch (error) {
          endTurn();
          throw error;
        }
      };
      const endTurn = await patiently(begin, givesUpAt).catch((error) => {
        leave();
        throw error;
      });
      const done = () => {
        endTurn();
        leave();
      };
      const end = async (statement: 'COMMIT' | 'ROLLBACK') => {
        try {
          await connection.executeScript(statement);
        } catch (error) {
          // A commit that failed, say on a full disk, may have left the transaction open for the next in turn.
          await connection.executeScript('ROLLBACK').catch(() => {});
          throw error;
        } finally {
          done();
        }
      };
      const savepoint = (sql: string) => connection.executeScript(sql);
      return {
        provider,
        adapterName,
        options: { usePhantomQuery: true },
        queryRaw: (query: SqlQuery) => connection.queryRaw(query),
        executeRaw: (query: SqlQuery) => connection.executeRaw(query),
        commit: () => end('COMMIT'),
        rollback: () => end('ROLLBACK'),
        createSavepoint: (name) => savepoint(`SAVEPOINT ${name}`),
        rollbackToSavepoint: (name) => savepoint(`ROLLBACK TO ${name}`),
        releaseSavepoint: (name) => savepoint(`RELEASE ${name}`),
      };
    },
  };
}

/** Whether it counts somebody's tries: whoever cuts the power may try once more, and nobody waits for the disk because of it. */
const isCounting = ({ sql }: SqlQuery): boolean =>
  /^\s*(INSERT INTO|DELETE FROM) \S*`RateLimiterFlexible`/.test(sql);

const isReading = ({ sql }: SqlQuery): boolean => /^\s*SELECT\b/i.test(sql);

const patienceEnds = () => performance.now() + LOCK_WAIT_MS;

/** Does the work, and again after a pause while another process holds the database, as long as patience lasts. */
async function patiently<T>(work: () => Promise<T>, givesUpAt = patienceEnds()): Promise<T> {
  for (;;) {
    try {
      // Inside the try also when the driver throws before it returns its promise.
      return await work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > givesUpAt) throw error;
      await sleep(5 + Math.random() * 20);
    }
  }
}

const isBusy = (error: unknown): boolean =>
  isDriverAdapterError(error) && error.cause.kind === 'SocketTimeout';
