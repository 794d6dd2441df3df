import { existsSync } from 'node:fs';
import { type Config, readConfig } from '@/lib/config';

/** The settings for a command: from the environment and the `.env` file; a bad one ends the command with its line. */
export function loadSettings(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const result = readConfig(process.env);
  if (result.ok) return result.config;
  for (const fault of result.faults) console.error(fault);
  process.exit(1);
}
