import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Runs a script to its end, as an operator does. @returns its exit code and all that it printed */
export async function runScript(
  script: string,
  words: (string | number)[] = [],
  settings: Record<string, string> = {},
): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...words.map(String)], {
    env: { ...process.env, NODE_ENV: 'development', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const [code] = await once(child, 'exit');
  return { code, said };
}
