import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@/scripts/free-port';
import { type Mailbox, startMailbox } from '@/scripts/mailbox';
import { startPostgres } from '@/scripts/postgres';
import { startReferenceProxy } from './reference-proxy';
import { SiteProcess, settingsOf } from './site-process';
import { askFile, askServer } from './sql';

/** Instances of the site on one database, the reference proxy before them and a mail server behind them. */
export type Installation = {
  origin: string;
  instances: SiteProcess[];
  mailbox: Mailbox;
  /** Its address. */
  database: string;
  /** How many letters still wait to be sent. */
  owed(): Promise<number>;
  stop(): Promise<void>;
};

/** @param isEmbedded the database is a file, which one instance has for itself; else a durable PostgreSQL */
export async function startInstallation(
  count: number,
  { isEmbedded = false, more = {} }: { isEmbedded?: boolean; more?: Record<string, string> } = {},
): Promise<Installation> {
  const shared = mkdtempSync(join(tmpdir(), 'instances-'));
  const postgres = isEmbedded ? null : await startPostgres({ isDurable: true });
  await postgres?.create('meeting');
  const file = join(shared, 'meeting.db');
  const database = postgres ? postgres.url('meeting') : `file:${file}`;
  const mailbox = await startMailbox({ smtp: 0, web: 0 });
  const ports = await Promise.all(Array.from({ length: count }, () => freePort()));
  const proxy = await startReferenceProxy(ports);
  const settings = {
    ...settingsOf(proxy.origin, mailbox),
    DATABASE_URL: database,
    ERASURE_JOURNAL: join(shared, 'erasures'),
    SECRETARIAT_NOTICES: 'off',
    ...more,
  };
  const instances = ports.map((port) => new SiteProcess(port, settings));
  // At once: one of them migrates, the others wait.
  await Promise.all(instances.map((instance) => instance.start()));
  return {
    origin: proxy.origin,
    instances,
    mailbox,
    database,
    async owed() {
      const owed = 'SELECT id FROM "OutboxMessage" WHERE "sentAt" IS NULL';
      return (isEmbedded ? askFile(file, owed) : await askServer(database, owed)).length;
    },
    async stop() {
      await proxy.stop();
      await Promise.all(instances.map((instance) => instance.end('SIGKILL')));
      await mailbox.close();
      await postgres?.stop();
      rmSync(shared, { recursive: true, force: true });
    },
  };
}
