import { existsSync } from 'node:fs';
import { type Config, readConfig } from '@/lib/config';
import { closeDb } from '@/lib/db';

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
