import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import Database from 'better-sqlite3';
import { expect, inject, it, vi } from 'vitest';
import { db, openDb, type Tx } from '@/lib/db/client';
import { log } from '@/lib/server/log';
import { beforeDeadline } from '../../support/builders';
import { databaseFile, freshDatabase, isPostgres } from '../../support/database';

freshDatabase();

/** The log's text for an error. */
function logged(error: unknown): string {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  log.error({ event: 'surprise', err: error });
  const lines = write.mock.calls.map(([line]) => String(line));
  write.mockRestore();
  return lines.join('');
}

const limit = { data: { key: 'xmark', points: 1 } };

/** A database that opens in another way, until it fails. */
async function opening(url: string): Promise<unknown> {
  const otherDb = openDb(url);
  try {
    return await otherDb.registration.count();
  } finally {
    await otherDb.$disconnect().catch(() => {});
  }
}

async function whileLocked(): Promise<unknown> {
  await db().registration.count();
  const otherConnection = new Database(databaseFile());
  otherConnection.exec('BEGIN IMMEDIATE');
  let now = performance.now();
  // The wait for a lock ends at once.
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 10_000));
  try {
    return await db().rateLimiterFlexible.create(limit);
  } finally {
    clock.mockRestore();
    otherConnection.exec('ROLLBACK');
    otherConnection.close();
  }
}

async function afterItsEnd(): Promise<unknown> {
  let closedTx: Tx | undefined;
  await db().$transaction(async (tx) => {
    closedTx = tx;
  });
  return closedTx?.rateLimiterFlexible.create(limit);
}

/** Each class of error with marked values, and its name in the log. */
const classes: [string, () => Promise<unknown>, RegExp][] = [
  [
    'two of one key',
    async () => {
      await db().rateLimiterFlexible.create(limit);
      return db().$executeRaw`INSERT INTO "RateLimiterFlexible" (key, points) VALUES ('xmark', 1)`;
    },
    /23505|SQLITE_CONSTRAINT/,
  ],
  [
    'a reference to nothing',
    () =>
      db().outboxMessage.create({
        data: {
          id: 'xmark',
          kind: 'acknowledgement',
          registrationId: 'xmark',
          eventId: 1,
          createdAt: beforeDeadline,
          dueAt: beforeDeadline,
        },
      }),
    /P2003/,
  ],
  [
    'a value that is missing',
    () => db().$executeRaw`INSERT INTO "Registration" (id, "fullName") VALUES ('xmark', 'XMARK')`,
    /23502|SQLITE_CONSTRAINT_NOTNULL/,
  ],
  [
    'a value that a rule of the table refuses',
    async () => {
      await db().$executeRaw`CREATE TABLE "Ruled" ("text" TEXT CHECK (length("text") < 3))`;
      return db().$executeRaw`INSERT INTO "Ruled" VALUES ('xmark')`;
    },
    /23514|SQLITE_CONSTRAINT_CHECK/,
  ],
  [
    'a value of another type',
    async () => {
      if (isPostgres) return db().$queryRaw`SELECT CAST(${'xmark'} AS INTEGER)`;
      await db().$executeRaw`CREATE TABLE "Strict" ("number" INTEGER) STRICT`;
      return db().$executeRaw`INSERT INTO "Strict" VALUES ('xmark')`;
    },
    /22P02|SQLITE_CONSTRAINT_DATATYPE/,
  ],
  [
    'a value that the models do not know',
    () => db().registration.count({ where: { status: 'xmark' as never } }),
    /PrismaClientValidationError/,
  ],
  ['no statement at all', () => db().$queryRawUnsafe("SELEC 'xmark'"), /42601|SQLITE_ERROR/],
  ['a transaction that has ended', afterItsEnd, /P2028/],
  [
    'a server that is not there',
    () => opening('postgresql://xmark:xmark@127.0.0.1:1/xmark'),
    /ECONNREFUSED|P1001/,
  ],
];
const onlyOn: typeof classes = isPostgres
  ? [
      [
        'a value that is too long',
        async () => {
          await db().$executeRaw`CREATE TABLE "Short" ("text" VARCHAR(3))`;
          return db().$executeRaw`INSERT INTO "Short" VALUES ('xmark')`;
        },
        /22001|P2000/,
      ],
      [
        'a statement that takes too long',
        () =>
          db().$transaction(async (tx) => {
            await tx.$executeRaw`SET LOCAL statement_timeout = 50`;
            await tx.$queryRaw`SELECT 'xmark', pg_sleep(5)::text`;
          }),
        /57014/,
      ],
      [
        'a connection that is lost',
        () => db().$queryRaw`SELECT 'xmark', pg_terminate_backend(pg_backend_pid())`,
        /57P01|ECONNRESET|Connection/,
      ],
      [
        'a transaction in which something failed',
        () =>
          db().$transaction(async (tx) => {
            await tx.$queryRaw`SELECT CAST(${'xmark'} AS INTEGER)`.catch(() => {});
            await tx.$queryRaw`SELECT 'xmark'`;
          }),
        /25P02/,
      ],
    ]
  : [
      ['a database that another process holds', whileLocked, /SocketTimeout|SQLITE_BUSY/],
      [
        'a file that is no database',
        () => {
          const file = join(inject('runFolder'), 'xmark.db');
          writeFileSync(file, 'xmark '.repeat(1_000));
          return opening(`file:${file}`);
        },
        /SQLITE_NOTADB/,
      ],
    ];

it('for any database error the log has its name, code and place, and none of its values', async () => {
  let quoting = 0;
  for (const [title, provoke, expectedError] of [...classes, ...onlyOn]) {
    const error = await provoke().then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error, title).toBeInstanceOf(Error);
    const line = logged(error);
    expect(line, title).not.toMatch(/xmark/i);
    expect(line, title).toMatch(expectedError);
    expect(JSON.parse(line).err.stack, title).toMatch(/^ {4}at /);
    if (/xmark/i.test(inspect(error, { depth: 9 }))) quoting += 1;
  }
  // The errors themselves do contain the values.
  expect(quoting).toBeGreaterThan(isPostgres ? 2 : 0);
});
