/**
 * Runs the commands of docs/operations with several versions of Node.js, each in a new copy of this checkout:
 * `npm run versions [-- --versions 20.20.2,22.23.3,24.21.0] [-- --tests]`. `--tests` also runs the tests of processes and locks.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from './free-port';
import { startPostgres } from './postgres';

type Site = { version: string; folder: string; env: NodeJS.ProcessEnv };

const { values } = parseArgs({
  options: {
    versions: { type: 'string', default: '20.20.2,22.23.3,24.21.0' },
    tests: { type: 'boolean', default: false },
  },
});
const versions = values.versions.split(',');
const COMMAND_LIMIT_MS = 1_200_000;
const STOP_LIMIT_MS = 30_000;

/** The settings of a site in production, except `APP_URL`. */
const SETTINGS = `SMTP_URL=smtp://127.0.0.1:1
MAIL_FROM=meeting@example.org
SECRETARIAT_EMAIL=secretariat@example.org
ADMIN_EMAILS=secretariat@example.org
AUTH_SECRET=for-trying-versions-only-not-a-secret
MEETING_CLOCK=2024-01-15T10:00:00+04:00
`;

/** The outcome of each command with each version: `outcomes[command][version]`. */
const outcomes: Record<string, Record<string, string>> = {};
const warnings: Record<string, string[]> = {};
const running = new Set<ChildProcess>();

const root = mkdtempSync(join(tmpdir(), 'node-versions-'));
chmodSync(root, 0o755); // if this process is root's, PostgreSQL runs as another user and must read the folder
process.on('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL');
  rmSync(root, { recursive: true, force: true, maxRetries: 20 });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));

for (const version of versions) {
  await tryVersion(version).catch((error) => fail(version, error));
  rmSync(join(root, version), { recursive: true, force: true, maxRetries: 20 });
}
printTable();
process.exit();

async function tryVersion(version: string): Promise<void> {
  const site = await prepare(version);
  await finishes(site, 'npm ci');
  await serves(site, 'npm run demo', 'SIGINT', 0);
  await serves(site, 'npm run dev', 'SIGINT', 0);
  writeFileSync(join(site.folder, '.env'), `APP_URL=http://localhost:${site.env.PORT}\n${SETTINGS}`);
  await finishes(site, 'npm run db:migrate', 'Applied: ');
  await finishes(
    site,
    'npm run db:copy -- --from file:./.data/demo.db --to file:./.data/meeting.db',
    'Copied; ',
  );
  await finishes(site, 'npm run build');
  await serves(site, 'npm start', 'SIGTERM', 143, '"event":"stopped"');
  const [, backup] = (await finishes(site, 'npm run backup', 'Wrote ')).match(/Wrote (\S+)/) ?? [];
  await finishes(site, `npm run restore -- ${backup} --replace`, 'Restored from ');
  await finishes(site, 'npm run retention -- --dry-run', 'nothing is due before');
  await copiesToPostgres(site);
  await finishes(site, 'npm run db:diff -- probe', 'postgresql: the migrations already say');
  if (!values.tests) return;
  const files = ['db/processes', 'db/sqlite', 'scripts/operations', 'db/migrate'].map(
    (name) => `tests/unit/${name}.test.ts`,
  );
  await finishes(site, `npx vitest run --config tests/vitest.config.ts ${files.join(' ')}`);
  await finishes(site, 'npx vitest run --config tests/prove/vitest.config.ts kill');
}

/** Copies the checkout with its uncommitted changes, and installs this version of Node.js with the major version of npm that it ships. */
async function prepare(version: string): Promise<Site> {
  const versionFolder = join(root, version);
  const [folder, temporary] = [join(versionFolder, 'site'), join(versionFolder, 'tmp')];
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { encoding: 'utf8' });
  for (const file of listed.split('\0')) if (file && existsSync(file)) cpSync(file, join(folder, file));
  mkdirSync(temporary);
  chmodSync(temporary, 0o777);

  const env: NodeJS.ProcessEnv = { ...process.env, TMPDIR: temporary, PORT: String(await freePort()) };
  // With the variables that `npm run` sets, npm in the copy would work on this checkout.
  for (const name of Object.keys(env)) if (name.startsWith('npm_')) delete env[name];
  const major = Number.parseInt(version, 10);
  const packages = [`node@${version}`, `npm@${major < 24 ? 10 : 11}`];
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefix', versionFolder, ...packages], {
    env,
    stdio: 'pipe',
  });
  const otherPaths = (process.env.PATH ?? '').split(':').filter((path) => !path.includes('node_modules'));
  env.PATH = [join(versionFolder, 'node_modules/.bin'), ...otherPaths].join(':');
  // The folder with the headers for compiling the driver on Node.js 20. It is set only there, because a newer npm warns of it.
  const platform = join(
    versionFolder,
    `node_modules/node/node_modules/node-${process.platform}-${process.arch}`,
  );
  if (major < 22) env.npm_config_nodedir = platform;
  return { version, folder, env };
}

async function copiesToPostgres(site: Site): Promise<void> {
  const postgres = await startPostgres({ under: root });
  try {
    await postgres.create('meeting');
    const target = postgres.url('meeting');
    await finishes(site, `npm run db:copy -- --from file:./.data/meeting.db --to ${target}`, 'Copied; ');
  } finally {
    await postgres.stop();
  }
}

/** Runs a command to its end. It must succeed and print `expected`. @returns its output */
function finishes(site: Site, command: string, expected = ''): Promise<string> {
  return step(site, command, async ({ ended, printed }) => {
    const end = await ended;
    if (end !== 0 || !printed().includes(expected)) throw new Error(`ended with ${end}`);
  });
}

/** Starts a command that serves pages, opens them, and stops it. It must end with this exit code, print `expected` and leave no process. */
function serves(site: Site, command: string, signal: NodeJS.Signals, code: number, expected = '') {
  return step(site, command, async ({ child, ended, printed }) => {
    let pages: string[] = [];
    while (pages.length === 0) {
      const end = await Promise.race([ended, sleep(200)]);
      if (end !== undefined) throw new Error(`ended with ${end}`);
      pages = pagesOf(site, command, printed());
    }
    for (const page of pages) {
      const { status } = await fetch(page);
      if (status !== 200) throw new Error(`${page} answers ${status}`);
    }
    signalGroup(child, signal);
    const end = await Promise.race([ended, sleep(STOP_LIMIT_MS, 'nothing in time')]);
    if (end !== code || !printed().includes(expected)) throw new Error(`ended with ${end} after ${signal}`);
    if (isAnyLeft(child)) throw new Error(`left a process after ${signal}`);
  });
}

/** The addresses of the pages to open, as soon as the output shows that they are served. The demonstration prints its addresses. */
function pagesOf(site: Site, command: string, printed: string): string[] {
  if (command === 'npm start') {
    const origin = `http://localhost:${site.env.PORT}`;
    return printed.includes('Ready in') ? [`${origin}/health`, `${origin}/ar`] : [];
  }
  const [, origin] = printed.match(/The site +(\S+)\/ar/) ?? [];
  const [, mailbox] = printed.match(/The mailbox +(\S+)/) ?? [];
  return origin && mailbox ? [`${origin}/ar`, `${origin}/ar/admin`, mailbox] : [];
}

type Run = { child: ChildProcess; ended: Promise<number | string>; printed: () => string };

function start({ version, folder, env }: Site, command: string): Run {
  const [program = '', ...args] = command.split(' ');
  // In a process group of its own, so that a signal reaches all of its processes, as from a terminal or systemd.
  const child = spawn(program, args, {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const limit = setTimeout(() => signalGroup(child, 'SIGKILL'), COMMAND_LIMIT_MS);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  const ended = once(child, 'close').then(([code, signal]) => {
    clearTimeout(limit);
    const newWarnings = text.match(/^(npm warn|\(node:\d+\)) .*$/gm) ?? [];
    warnings[version] = [...(warnings[version] ?? []), ...newWarnings];
    return code ?? signal;
  });
  return { child, ended, printed: () => text };
}

async function step(site: Site, command: string, act: (run: Run) => Promise<void>): Promise<string> {
  const title = command.replace(/postgresql:\S+/, 'postgresql://…').replace(/backups\/\S+/, 'FILE');
  const since = performance.now();
  const run = start(site, command);
  const isOk = await act(run).then(
    () => true,
    (error) => fail(`${site.version}  ${title}`, error, run.printed()),
  );
  if (!isOk) signalGroup(run.child, 'SIGKILL');
  running.delete(run.child);
  const outcome = `${isOk ? 'ok' : 'FAILED'}, ${Math.round((performance.now() - since) / 1000)} s`;
  console.log(`${site.version}  ${title}: ${outcome}`);
  outcomes[title] = { ...outcomes[title], [site.version]: outcome };
  return run.printed();
}

function fail(step: string, error: unknown, printed = ''): false {
  const lastLines = printed.trimEnd().split('\n').slice(-20).join('\n');
  console.error(`${step}: ${error instanceof Error ? error.message : error}\n${lastLines}`);
  process.exitCode = 1;
  return false;
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (!pid) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has no processes any more.
  }
}

/** Whether a process of the group is alive. Zombies do not count: where no init process reaps orphans, they stay. */
function isAnyLeft({ pid }: ChildProcess): boolean {
  const processes = execFileSync('ps', ['-A', '-o', 'pgid=,stat='], { encoding: 'utf8' });
  return new RegExp(`^ *${pid} +[^Z]`, 'm').test(processes);
}

function printTable(): void {
  for (const version of versions) {
    const lines = [...new Set(warnings[version])];
    console.log(`\nWarnings with ${version}:${lines.map((line) => `\n  ${line}`).join('') || ' none'}`);
  }
  const printRow = (first: string, cells: string[]) => console.log(`| ${[first, ...cells].join(' | ')} |`);
  console.log();
  printRow('command', versions);
  console.log(`| --- |${' --- |'.repeat(versions.length)}`);
  for (const [command, byVersion] of Object.entries(outcomes)) {
    const cells = versions.map((version) => byVersion[version] ?? 'not reached');
    printRow(`\`${command}\``, cells);
  }
}
