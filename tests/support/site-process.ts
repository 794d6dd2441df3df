import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from './timing';

export const secretary = 'secretary@example.org';
export const contact = 'secretariat@example.org';

/** The default setting of the meeting's clock in tests: an instant before the deadline. */
export const clockBeforeDeadline = '2024-01-15T10:00:00+04:00';

/** The settings of a site under test, as it runs in production. */
export const settingsOf = (origin: string, mailbox: { smtpPort: number }): Record<string, string> => ({
  APP_URL: origin,
  SMTP_URL: `smtp://127.0.0.1:${mailbox.smtpPort}`,
  SMTP_TLS: 'optional',
  MAIL_FROM: 'Meeting <meeting@example.org>',
  SECRETARIAT_EMAIL: contact,
  ADMIN_EMAILS: secretary,
  AUTH_SECRET: 'a-secret-for-tests-of-32-characters',
  MEETING_CLOCK: clockBeforeDeadline,
  // Each test sends an address of its own in `X-Forwarded-For`, as a proxy does for each visitor.
  TRUST_PROXY: '1',
});

/** Additional settings of a site whose `heapMiB` is measured. */
export const reportingHeap = {
  NODE_OPTIONS: `--import=${new URL('./report-heap.mjs', import.meta.url)}`,
};

/** A built site: its folder, and the command that starts it there. */
export type Built = { folder: string; command: [string, ...string[]] };

/** The words of `npm start`: `env`, its variables, `node` and the file. */
const startWords: string[] = JSON.parse(readFileSync('package.json', 'utf8'))
  .scripts.start.replace('exec ', '')
  .split(' ');

/**
 * The site that was built in a folder, with the command of `npm start`.
 * @param options additional options of Node.js
 */
export const builtIn = (folder: string, ...options: string[]): Built => {
  const [program = '', ...words] = startWords.flatMap((word) =>
    word === 'node' ? [process.execPath, ...options] : [word],
  );
  return { folder, command: [program, ...words] };
};
const checkout = builtIn(process.cwd());

/** All running processes. They are killed with this process, so that a test run that ends early leaves none behind. */
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

  /** Starts the process. Resolves when the site answers. */
  async start(): Promise<void> {
    const { folder, command } = this.built;
    const [program, ...args] = command;
    const child = spawn(program, args, {
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

  /** Sends a signal, and does not wait. */
  signal(signal: 'SIGTERM'): void {
    this.child?.kill(signal);
  }

  /** Changes settings from the next start on. */
  change(settings: Record<string, string>): void {
    this.settings = { ...this.settings, ...settings };
  }

  /** Sends a signal and waits for the end. @returns the exit code, and how long it took; `null` if the process had ended before */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<{ code: number | null; ms: number } | null> {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode) return null;
    const since = performance.now();
    const exited = once(this.child, 'exit');
    this.child.kill(signal);
    const [code] = await exited;
    return { code, ms: performance.now() - since };
  }

  /** Everything that the process printed. */
  log(): string {
    return this.printed;
  }

  /** Closes the reading end of the process's output, as if the program that reads its log had died. */
  stopReading(): void {
    this.child?.stdout?.destroy();
    this.child?.stderr?.destroy();
  }

  /** The CPU time of the process in seconds. */
  cpuSeconds(): number {
    return this.cpuMs() / 1_000;
  }

  /** The memory in use after a garbage collection, in MiB. The process must have the settings `reportingHeap`. */
  async heapMiB(): Promise<number> {
    const reports = () =>
      [...this.printed.matchAll(/^\{"held":(\d+)\}$/gm)].map(([, bytes]) => Number(bytes));
    const before = reports().length;
    this.child?.kill('SIGUSR2');
    if ((await until(() => reports().length > before, 30_000)) === null)
      throw new Error('the process does not report its memory');
    return (reports().at(-1) ?? 0) / 2 ** 20;
  }

  /** The CPU time of the process in milliseconds, in steps of ten; only on Linux. */
  cpuMs(): number {
    const [, afterName = ''] = readFileSync(`/proc/${this.child?.pid}/stat`, 'utf8').split(') ');
    const [user, system] = afterName.split(' ').slice(11, 13);
    return (Number(user) + Number(system)) * 10;
  }

  /** The resident memory of the process in MiB; only on Linux. */
  memory(): number {
    const status = readFileSync(`/proc/${this.child?.pid}/status`, 'utf8');
    return Number(status.match(/VmRSS:\s+(\d+)/)?.[1] ?? 0) / 1024;
  }
}
