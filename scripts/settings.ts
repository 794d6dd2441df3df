import { existsSync } from 'node:fs';
import { type Config, readConfig } from '@/lib/config';
import { closeDb } from '@/lib/db/client';
import { describeError, type LoggedError } from '@/lib/server/log';

// An uncaught error ends a command. Node.js itself would print the whole error, and a database error may quote a row.
process.on('uncaughtException', (error) => {
  console.error(asLines(describeError(error)));
  process.exit(1);
});
// Files that a command or its child processes create can be read only by their owner: databases, dumps, journals.
process.umask(0o077);

const asLines = ({ name, code, message, stack, cause }: LoggedError): string =>
  [
    `${name}${code ? ` ${code}` : ''}${message ? `: ${message}` : ''}`,
    stack,
    cause && `caused by ${asLines(cause)}`,
  ]
    .filter(Boolean)
    .join('\n');

/** Reads the settings from the environment and the `.env` file. Prints each invalid setting and ends the command. */
export function loadSettings(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const result = readConfig(process.env);
  if (result.ok) return result.config;
  for (const fault of result.faults) console.error(fault);
  process.exit(1);
}

/** Closes the database and exits. Without it a command would end ten seconds later, because the schema engine leaves a timer. */
export async function end(code = 0): Promise<never> {
  await closeDb();
  process.exit(code);
}
