import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '@/scripts/free-port';
import { type Mailbox, startMailbox } from '@/scripts/mailbox';
import { type Postgres, startPostgres } from '@/scripts/postgres';
import { startReferenceProxy } from './reference-proxy';
import { SiteProcess, settingsOf } from './site-process';

/** PostgreSQL, instances of the site, the reference proxy before them and a mail server behind them. */
export type Installation = {
  origin: string;
  instances: SiteProcess[];
  mailbox: Mailbox;
  postgres: Postgres;
  database: string;
  /** How many letters still wait to be sent. */
  owed(): Promise<number>;
  stop(): Promise<void>;
};

export async function startInstallation(count: number): Promise<Installation> {
  const postgres = await startPostgres({ isDurable: true });
  await postgres.create('meeting');
  const database = postgres.url('meeting');
  const mailbox = await startMailbox({ smtp: 0, web: 0 });
  const shared = mkdtempSync(join(tmpdir(), 'instances-'));
  const ports = await Promise.all(Array.from({ length: count }, () => freePort()));
  const proxy = await startReferenceProxy(ports);
  const settings = {
    ...settingsOf(proxy.origin, mailbox),
    DATABASE_URL: database,
    ERASURE_JOURNAL: join(shared, 'erasures'),
    SECRETARIAT_NOTICES: 'off',
  };
  const instances = ports.map((port) => new SiteProcess(port, settings));
  // At once: one of them migrates, the others wait.
  await Promise.all(instances.map((instance) => instance.start()));
  return {
    origin: proxy.origin,
    instances,
    mailbox,
    postgres,
    database,
    async owed() {
      const client = new pg.Client({ connectionString: database });
      await client.connect();
      const { rowCount } = await client.query('SELECT 1 FROM "OutboxMessage" WHERE "sentAt" IS NULL');
      await client.end();
      return rowCount ?? 0;
    },
    async stop() {
      await proxy.stop();
      await Promise.all(instances.map((instance) => instance.end('SIGKILL')));
      await mailbox.close();
      await postgres.stop();
      rmSync(shared, { recursive: true, force: true });
    },
  };
}
