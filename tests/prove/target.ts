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

/** A site in its own process, a database that survives it, and a mail server that can be told to misbehave. */
export type Target = {
  site: SiteProcess;
  mail: MailServer;
  /** Of the embedded database alone; empty where there is none. */
  databaseFile: string;
  postgres: Postgres | null;
  /** Asks the database behind the site's back; `?` stands for each value in its order. */
  sql<Row>(statement: string, ...values: unknown[]): Promise<Row[]>;
  /**
   * Lets every letter that waits for a later try, or for the end of a lease, be tried now, as if the clock had moved on. What
   * a running site has in hand at that moment goes out twice.
   */
  hurry(): Promise<void>;
  /** Waits until nothing is owed. */
  untilAllSent(withinMs: number): Promise<void>;
  stop(): Promise<void>;
};

type Options = {
  settings?: Record<string, string>;
  /** Where the database lies, where the folder itself is part of the proof. */
  folder?: string;
  /** What is done to the database before the site starts. */
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

  const rest = {
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
      const owed = () => sql('SELECT id FROM "OutboxMessage" WHERE "sentAt" IS NULL LIMIT 1');
      while ((await owed()).length > 0) {
        if (Date.now() > givesUpAt) throw new Error(`letters are still owed after ${withinMs} ms`);
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
  await before?.(rest);
  await site.start();
  return { site, ...rest };
}
