import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@/scripts/free-port';
import { type Postgres, startPostgres } from '@/scripts/postgres';
import { SiteProcess, settingsOf } from '@/tests/support/site-process';
import { queryFile, queryServer } from '@/tests/support/sql';
import { type MailServer, startMailServer } from './mail-server';

export const providers = ['SQLite', 'PostgreSQL'] as const;

/** A site in its own process, a database that survives the process, and a mail server that can be told to fail. */
export type Target = {
  site: SiteProcess;
  mail: MailServer;
  /** The file of the embedded database; empty on PostgreSQL. */
  databaseFile: string;
  postgres: Postgres | null;
  /** Queries the database directly. Each `?` stands for the next value. */
  sql<Row>(statement: string, ...values: unknown[]): Promise<Row[]>;
  /**
   * Makes every unsent email due now, as if its pause or lease were over. An email that a running site is sending at that moment
   * is sent twice.
   */
  hurry(): Promise<void>;
  /** Waits until no email is queued. */
  untilAllSent(withinMs: number): Promise<void>;
  stop(): Promise<void>;
};

type Options = {
  settings?: Record<string, string>;
  /** The folder of the database, if the proof needs a special one. */
  folder?: string;
  /** Prepares the database before the site starts. */
  before?: (target: Omit<Target, 'site'>) => Promise<void>;
};

export async function startTarget(
  provider: (typeof providers)[number],
  { settings = {}, folder, before }: Options = {},
): Promise<Target> {
  const data = mkdtempSync(join(tmpdir(), 'prove-'));
  const mail = await startMailServer();
  const postgres = provider === 'PostgreSQL' ? await startPostgres({ isDurable: true, under: folder }) : null;
  await postgres?.create('meeting');
  const databaseFile = postgres ? '' : join(folder ?? data, 'meeting.db');
  const port = await freePort();
  const site = new SiteProcess(port, {
    ...settingsOf(`http://localhost:${port}`, mail),
    SECRETARIAT_NOTICES: 'off',
    DATABASE_URL: postgres ? postgres.url('meeting') : `file:${databaseFile}`,
    ERASURE_JOURNAL: join(data, 'erasures'),
    ...settings,
  });

  async function sql<Row>(statement: string, ...values: unknown[]): Promise<Row[]> {
    if (!postgres) return queryFile<Row>(databaseFile, statement, values);
    let nth = 0;
    const numbered = statement.replace(/\?/g, () => `$${++nth}`);
    return queryServer<Row>(postgres.url('meeting'), numbered, values);
  }

  const parts = {
    mail,
    databaseFile,
    postgres,
    sql,
    hurry: async () => {
      await sql(
        `UPDATE "OutboxMessage" SET "dueAt" = '2000-01-01T00:00:00.000+00:00' WHERE "sentAt" IS NULL`,
      );
    },
    async untilAllSent(withinMs: number) {
      const givesUpAt = Date.now() + withinMs;
      const queued = () => sql('SELECT id FROM "OutboxMessage" WHERE "sentAt" IS NULL LIMIT 1');
      while ((await queued()).length > 0) {
        if (Date.now() > givesUpAt) throw new Error(`emails are still queued after ${withinMs} ms`);
        await sleep(200);
      }
    },
    async stop() {
      await site.end('SIGKILL');
      await mail.close();
      await postgres?.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
  await before?.(parts);
  await site.start();
  return { site, ...parts };
}
