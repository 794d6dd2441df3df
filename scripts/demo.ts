/**
 * Starts the site on this machine with sample registrations and a mailbox, on a day before the deadline: `npm run demo`. It builds the
 * site first; with `--dev` it starts the development server with hot reload instead.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port';
import { startMailbox } from './mailbox';

const isDev = process.argv.includes('--dev');
const databaseFile = isDev ? '.data/dev.db' : '.data/demo.db';
const secretary = 'secretariat@example.org';

const port = await freePort(Number(process.env.PORT ?? 3000));
const mailbox = await startMailbox({ smtp: await freePort(2525), web: await freePort(8025) });
const site = `http://localhost:${port}`;

const environment = {
  ...process.env,
  NODE_ENV: isDev ? 'development' : 'production',
  DATABASE_URL: `file:./${databaseFile}`,
  APP_URL: site,
  PORT: String(port),
  SMTP_URL: `smtp://127.0.0.1:${mailbox.smtpPort}`,
  SMTP_TLS: 'optional',
  MAIL_FROM: 'Secretariat of the meeting <meeting@example.org>',
  SECRETARIAT_EMAIL: secretary,
  ADMIN_EMAILS: secretary,
  AUTH_SECRET: 'for-the-demonstration-only-not-a-secret',
  MEETING_CLOCK: '2024-01-15T10:00:00+04:00',
} as const;

let child: ChildProcess | undefined;
let isStopping = false;
const stop = async (code: number) => {
  if (isStopping) return;
  isStopping = true;
  if (child && child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM');
    await Promise.race([once(child, 'exit'), sleep(5_000)]);
    child.kill('SIGKILL');
  }
  await mailbox.close();
  process.exit(code);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(0));

/** Runs a step that must succeed before the site starts; otherwise everything stops. */
const prepare = async (step: string, ...args: string[]) => {
  const end = await run(args);
  // This process is about to exit. A step that started now would continue after it.
  if (isStopping) await new Promise(() => {});
  if (end.isOk) return;
  console.error(`${step} ended with ${end.how}:\n${end.lastLines}`);
  await stop(1);
};
if (!isDev) {
  console.log('Building the site…');
  await prepare('The build', 'node_modules/next/dist/bin/next', 'build');
  await prepare('Bundling the server', '--import', 'tsx', 'scripts/bundle-server.ts');
}

for (const suffix of ['', '-wal', '-shm', '.erasures']) rmSync(databaseFile + suffix, { force: true });
await prepare('Filling in the samples', '--import', 'tsx', 'scripts/seed.ts');

const start = isDev ? ['--import', 'tsx', 'lib/server/main.ts'] : ['.next/site/main.mjs'];
run(start, isDev ? 'everything' : 'errors').then((end) => {
  if (!isStopping) console.error(`The site ended with ${end.how}:\n${end.lastLines}`);
  return stop(1);
});
await untilReady();

console.log(`
  The site              ${site}/ar   ${site}/en
  The secretariat       ${site}/ar/admin
    sign in as          ${secretary}; the code arrives in the mailbox
    or as the host      host@example.org
  The mailbox           http://localhost:${mailbox.webPort}

  The meeting's clock shows 15 January 2024; confirmation is open. Ctrl-C stops everything.
`);

/** How a process ended: `how` is its exit code or signal, in words. */
type End = { isOk: boolean; how: string; lastLines: string };

/** Runs Node.js and waits until it ends. @param shown what of its output is printed */
async function run(args: string[], shown: 'nothing' | 'errors' | 'everything' = 'nothing'): Promise<End> {
  const current = spawn(process.execPath, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  child = current;
  let printed = '';
  for (const stream of [current.stdout, current.stderr]) {
    stream.on('data', (chunk) => {
      printed = (printed + chunk).slice(-10_000);
    });
  }
  if (shown === 'everything') current.stdout.pipe(process.stdout);
  if (shown !== 'nothing') current.stderr.pipe(process.stderr);
  // `close` and not `exit`, because output may still arrive after `exit`.
  const [code, signal] = await once(current, 'close');
  const how = signal ? `the signal ${signal}` : `exit code ${code}`;
  return { isOk: code === 0, how, lastLines: printed.trimEnd().split('\n').slice(-30).join('\n') };
}

async function untilReady(): Promise<void> {
  for (;;) {
    const answer = await fetch(`${site}/health`).catch(() => null);
    if (answer?.ok) return;
    await sleep(200);
  }
}
