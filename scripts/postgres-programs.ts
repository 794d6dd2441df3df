import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { LoggableError } from '@/lib/server/log';
import { findInstalled } from './postgres';

/** Writes a consistent copy of a database into a file. */
export function dump(url: string, file: string): void {
  runPostgresProgram('pg_dump', url, ['--format=custom', '--no-owner', `--file=${file}`]);
}

/** Replaces the content of a database by that of such a file, in one transaction: if the file is damaged, nothing changes. */
export function undump(url: string, file: string): void {
  const whole = ['--clean', '--if-exists', '--no-owner', '--single-transaction', '--exit-on-error'];
  runPostgresProgram('pg_restore', url, [...whole, file]);
}

/**
 * Runs a PostgreSQL program on a database and waits for its end. The connection is passed by environment variables, because it may
 * include a password and every user of the machine can read arguments.
 */
function runPostgresProgram(program: 'pg_dump' | 'pg_restore', url: string, options: string[]): void {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const database = decodeURIComponent(pathname.slice(1));
  const folder = findInstalled(program);
  if (!folder) throw new LoggableError(`${program} is needed: install PostgreSQL's client programs`);
  const { status, stderr } = spawnSync(
    join(folder, program),
    [...options, ...(program === 'pg_restore' ? [`--dbname=${database}`] : [])],
    {
      stdio: ['ignore', 'inherit', 'pipe'],
      encoding: 'utf8',
      env: {
        ...process.env,
        PGHOST: hostname,
        PGPORT: port || '5432',
        PGDATABASE: database,
        ...(username && { PGUSER: decodeURIComponent(username) }),
        ...(password && { PGPASSWORD: decodeURIComponent(password) }),
        ...(searchParams.has('sslmode') && { PGSSLMODE: searchParams.get('sslmode') ?? '' }),
      },
    },
  );
  const messages = withoutRows(stderr ?? '');
  if (messages) console.error(messages);
  if (status !== 0) throw new LoggableError(`${program} failed`);
}

/**
 * The messages of a PostgreSQL program without personal data. The program's own lines stay. The server's DETAIL and CONTEXT, and the
 * values in its message about a row, are removed, because they quote rows.
 */
export const withoutRows = (messages: string): string =>
  messages
    .split('\n')
    .filter((line) => /^pg_\w+: /.test(line))
    .map((line) => line.replace(/(COPY failed for table "\w+").*/, '$1'))
    .join('\n');
