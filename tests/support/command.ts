import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** The exit code of a process, and everything that it printed. */
export type CommandResult = { code: number; output: string };

/** Runs a TypeScript file to its end. */
export const runScript = (
  script: string,
  args: (string | number)[] = [],
  settings: Record<string, string> = {},
): Promise<CommandResult> => runNode(['--import', 'tsx', script, ...args.map(String)], settings);

/** Runs Node.js to its end. */
export async function runNode(args: string[], settings: Record<string, string> = {}): Promise<CommandResult> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_ENV: 'development', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  return { code, output };
}
