import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@/scripts/free-port';
import { type Mailbox, startMailbox } from '@/scripts/mailbox';
import { type Postgres, startPostgres } from '@/scripts/postgres';
import { startReferenceProxy } from './reference-proxy';
import { calmMorning, contact, secretary } from './site';

/** One process of the site among several. */
export class Instance {
  private child: ChildProcess | null = null;
  private printed = '';

  constructor(
    readonly port: number,
    private readonly settings: Record<string, string>,
  ) {}

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  async start(): Promise<void> {
    const child = spawn(
      process.execPath,
      ['node_modules/next/dist/bin/next', 'start', '-p', String(this.port)],
      {
        env: { PATH: process.env.PATH, NODE_ENV: 'production', ...this.settings },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const keep = (chunk: Buffer) => {
      this.printed += chunk;
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    this.child = child;
    for (let tries = 0; tries < 300 && child.exitCode === null; tries++) {
      if ((await fetch(`${this.origin}/health`).catch(() => null))?.ok) return;
      await sleep(100);
    }
    throw new Error(`an instance did not start:\n${this.printed}`);
  }

  /** @returns the code with which it ended, and how long it took */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<{ code: number | null; ms: number }> {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode) return { code: null, ms: 0 };
    const since = performance.now();
    const exited = once(this.child, 'exit');
    this.child.kill(signal);
    const [code] = await exited;
    return { code, ms: performance.now() - since };
  }

  log(): string {
    return this.printed;
  }
}

/** PostgreSQL, instances of the site, the reference proxy before them and a mail server behind them. */
export type Installation = {
  origin: string;
  instances: Instance[];
  mailbox: Mailbox;
  postgres: Postgres;
  database: string;
  stop(): Promise<void>;
};

export async function startInstallation(count: number): Promise<Installation> {
  const postgres = await startPostgres({ isDurable: true });
  await postgres.create('meeting');
  const database = postgres.url('meeting');
  const mailbox = await startMailbox({ smtp: 0, web: 0 });
  const shared = mkdtempSync(join(tmpdir(), 'instances-'));
  const ports = await Promise.all(Array.from({ length: count }, freePort));
  const proxy = await startReferenceProxy(ports);
  const settings = {
    DATABASE_URL: database,
    ERASURE_JOURNAL: join(shared, 'erasures'),
    APP_URL: proxy.origin,
    SMTP_URL: `smtp://127.0.0.1:${mailbox.smtpPort}`,
    SMTP_TLS: 'optional',
    MAIL_FROM: 'Meeting <meeting@example.org>',
    SECRETARIAT_EMAIL: contact,
    SECRETARIAT_NOTICES: 'off',
    ADMIN_EMAILS: secretary,
    AUTH_SECRET: 'a-secret-for-tests-of-32-characters',
    MEETING_CLOCK: calmMorning,
    TRUST_PROXY: '1',
  };
  const instances = ports.map((port) => new Instance(port, settings));
  // At once: one of them migrates, the others wait.
  await Promise.all(instances.map((instance) => instance.start()));
  return {
    origin: proxy.origin,
    instances,
    mailbox,
    postgres,
    database,
    async stop() {
      await proxy.stop();
      await Promise.all(instances.map((instance) => instance.end('SIGKILL')));
      await mailbox.close();
      await postgres.stop();
      rmSync(shared, { recursive: true, force: true });
    },
  };
}

export type Answer = { status: number; headers: IncomingHttpHeaders; body: string };

/** One request from an address of this machine's own network, as the proxy sees clients: 127.0.0.0/8 is all loopback. */
export function ask(
  address: string,
  from: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: Buffer } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port, pathname, search } = new URL(address);
    const sent = request(
      {
        host: hostname === 'localhost' ? '127.0.0.1' : hostname,
        port,
        path: pathname + search,
        method,
        localAddress: from,
        agent: false,
        headers: { host: `${hostname}:${port}`, ...headers },
        timeout: 60_000,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        );
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error('no answer within a minute')));
    sent.end(body);
  });
}
