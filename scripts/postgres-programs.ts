import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { LoggableError } from '@/lib/server/log';
import { installed } from './postgres';

/** Writes a whole database into a file, as it is at one moment. */
export function dump(url: string, file: string): void {
  runPostgresProgram('pg_dump', url, ['--format=custom', '--no-owner', `--file=${file}`]);
}

/** Puts such a file in the place of a database, in one transaction: what cannot be read changes nothing. */
export function undump(url: string, file: string): void {
  const whole = ['--clean', '--if-exists', '--no-owner', '--single-transaction', '--exit-on-error'];
  runPostgresProgram('pg_restore', url, [...whole, file]);
}

/**
 * Runs one of PostgreSQL's own programs on a database to its end. The address, which may carry a password, goes by the
 * environment: arguments can be read by everybody on the machine.
 */
function runPostgresProgram(program: 'pg_dump' | 'pg_restore', url: string, options: string[]): void {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const database = decodeURIComponent(pathname.slice(1));
  const folder = installed(program);
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
  const said = withoutRows(stderr ?? '');
  if (said) console.error(said);
  if (status !== 0) throw new LoggableError(`${program} failed`);
}

/**
 * What one of PostgreSQL's programs says, without the rows that the server quotes: its own lines stay, the server's DETAIL and
 * CONTEXT and the values in its message about a row do not.
 */
export const withoutRows = (said: string): string =>
  said
    .split('\n')
    .filter((line) => /^pg_\w+: /.test(line))
    .map((line) => line.replace(/(COPY failed for table "\w+").*/, '$1'))
    .join('\n');
