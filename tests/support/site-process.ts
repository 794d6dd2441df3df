import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from './timing';

export const secretary = 'secretary@example.org';
export const contact = 'secretariat@example.org';

/** The meeting's clock of a test: an instant before the deadline unless the test is about another one. */
export const calmMorning = '2024-01-15T10:00:00+04:00';

/** The settings of a site under test, as it runs in production. */
export const settingsOf = (origin: string, mailbox: { smtpPort: number }): Record<string, string> => ({
  APP_URL: origin,
  SMTP_URL: `smtp://127.0.0.1:${mailbox.smtpPort}`,
  SMTP_TLS: 'optional',
  MAIL_FROM: 'Meeting <meeting@example.org>',
  SECRETARIAT_EMAIL: contact,
  ADMIN_EMAILS: secretary,
  AUTH_SECRET: 'a-secret-for-tests-of-32-characters',
  MEETING_CLOCK: calmMorning,
  // Each test comes from an address of its own, as visitors do.
  TRUST_PROXY: '1',
});

/** The settings of a site that can be asked what it holds. */
export const tellingWhatItHolds = {
  NODE_OPTIONS: `--import=${new URL('./held.mjs', import.meta.url)}`,
};

/** A built site: where it stands, and the command that starts it there. */
export type Built = { folder: string; command: [string, ...string[]] };

/**
 * The site that stands in a folder with its packages, as `npm start` starts it.
 * @param options of Node.js
 */
export const builtIn = (folder: string, ...options: string[]): Built => ({
  folder,
  command: [
    process.execPath,
    ...options,
    ...['--import', './lib/hold-connections.mjs', 'node_modules/next/dist/bin/next', 'start'],
  ],
});
const checkout = builtIn(process.cwd());

/** Those that run now: a test run that ends early leaves none behind. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** One process of the built site, which can be started again after its end. */
export class SiteProcess {
  readonly origin: string;
  private child: ChildProcess | null = null;
  private printed = '';

  constructor(
    private readonly port: number,
    private settings: Record<string, string>,
    private readonly built: Built = checkout,
  ) {
    this.origin = `http://localhost:${port}`;
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const { folder, command } = this.built;
    const [program, ...words] = command;
    const child = spawn(program, words, {
      cwd: folder,
      env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: String(this.port), ...this.settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    running.add(child);
    child.once('exit', () => running.delete(child));
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (this.printed += chunk));
    for (let tries = 0; tries < 300 && child.exitCode === null; tries++) {
      const answer = await fetch(`${this.origin}/health`, { headers: { connection: 'close' } }).catch(
        () => null,
      );
      if (answer?.ok) return;
      await sleep(100);
    }
    throw new Error(`the site did not start:\n${this.printed}`);
  }

  /** Tells it something without waiting for what it does. */
  signal(signal: 'SIGTERM'): void {
    this.child?.kill(signal);
  }

  /** From the next start on. */
  change(settings: Record<string, string>): void {
    this.settings = { ...this.settings, ...settings };
  }

  /** @returns the code with which it ended, and how long that took; nothing where it had ended already */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<{ code: number | null; ms: number } | null> {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode) return null;
    const since = performance.now();
    const exited = once(this.child, 'exit');
    this.child.kill(signal);
    const [code] = await exited;
    return { code, ms: performance.now() - since };
  }

  /** All that the process printed. */
  log(): string {
    return this.printed;
  }

  /** From now on nobody reads what the process prints, as where the program behind its log has died. */
  stopReading(): void {
    this.child?.stdout?.destroy();
    this.child?.stderr?.destroy();
  }

  /** How long the process has had a processor, in seconds; Linux alone tells, in hundredths. */
  processorTime(): number {
    const [, rest = ''] = readFileSync(`/proc/${this.child?.pid}/stat`, 'utf8').split(') ');
    const [user = 0, system = 0] = rest.split(' ').slice(11, 13).map(Number);
    return (user + system) / 100;
  }

  /** What the process holds when all else is collected, in MiB; of one that was started with `tellingWhatItHolds`. */
  async held(): Promise<number> {
    const said = () => [...this.printed.matchAll(/^\{"held":(\d+)\}$/gm)].map(([, bytes]) => Number(bytes));
    const before = said().length;
    this.child?.kill('SIGUSR2');
    if ((await until(() => said().length > before, 30_000)) === null)
      throw new Error('the process does not say what it holds');
    return (said().at(-1) ?? 0) / 2 ** 20;
  }

  /** How long the process has computed, in ms; the system counts it in steps of ten. */
  computed(): number {
    const [, afterName = ''] = readFileSync(`/proc/${this.child?.pid}/stat`, 'utf8').split(') ');
    const [user, system] = afterName.split(' ').slice(11, 13);
    return (Number(user) + Number(system)) * 10;
  }

  /** What the process has in memory, in MiB; Linux alone tells. */
  memory(): number {
    const status = readFileSync(`/proc/${this.child?.pid}/status`, 'utf8');
    return Number(status.match(/VmRSS:\s+(\d+)/)?.[1] ?? 0) / 1024;
  }
}
