import { existsSync } from 'node:fs';
import { type Config, readConfig } from '@/lib/config';
import { closeDb } from '@/lib/db/client';
import { describeError, type LoggedError } from '@/lib/server/log';

// What nobody caught ends a command. Node.js itself would print all of it, with the row that a database quotes.
process.on('uncaughtException', (error) => {
  console.error(inLines(describeError(error)));
  process.exit(1);
});
// Whatever a command writes, whichever program does it: databases, dumps and journals are for their owner alone.
process.umask(0o077);

const inLines = ({ name, code, message, stack, cause }: LoggedError): string =>
  [
    `${name}${code ? ` ${code}` : ''}${message ? `: ${message}` : ''}`,
    stack,
    cause && `caused by ${inLines(cause)}`,
  ]
    .filter(Boolean)
    .join('\n');

/** The settings for a command: from the environment and the `.env` file; a bad one ends the command with its line. */
export function loadSettings(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const result = readConfig(process.env);
  if (result.ok) return result.config;
  for (const fault of result.faults) console.error(fault);
  process.exit(1);
}

/** Ends a command. By itself it would linger for ten seconds: the engine of migrations leaves a timer behind. */
export async function end(code = 0): Promise<never> {
  await closeDb();
  process.exit(code);
}
