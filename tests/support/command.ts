import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** The exit code of a process, and all that it printed. */
export type Ended = { code: number; said: string };

/** Runs a script to its end, as it stands. */
export const runScript = (
  script: string,
  words: (string | number)[] = [],
  settings: Record<string, string> = {},
): Promise<Ended> => runNode(['--import', 'tsx', script, ...words.map(String)], settings);

/** Runs Node.js to its end. */
export async function runNode(args: string[], settings: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_ENV: 'development', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const [code] = await once(child, 'close');
  return { code, said };
}
