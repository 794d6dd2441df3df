import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@/scripts/free-port';
import { type Mailbox, startMailbox } from '@/scripts/mailbox';
import { startPostgres } from '@/scripts/postgres';
import { startReferenceProxy } from './reference-proxy';
import { SiteProcess, settingsOf } from './site-process';
import { queryFile, queryServer } from './sql';

/** Several instances of the site on one database, with the reference proxy in front of them and a mail server. */
export type Installation = {
  origin: string;
  instances: SiteProcess[];
  mailbox: Mailbox;
  /** The URL of the database. */
  database: string;
  /** How many emails wait to be sent. */
  countQueued(): Promise<number>;
  stop(): Promise<void>;
};

/**
 * @param isEmbedded whether the database is SQLite, for one instance only; otherwise it is a durable PostgreSQL
 * @param more additional settings
 */
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
  // All start at the same time: one of them migrates the database, and the others wait for it.
  await Promise.all(instances.map((instance) => instance.start()));
  return {
    origin: proxy.origin,
    instances,
    mailbox,
    database,
    async countQueued() {
      const query = 'SELECT id FROM "OutboxMessage" WHERE "sentAt" IS NULL';
      return (isEmbedded ? queryFile(file, query) : await queryServer(database, query)).length;
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
