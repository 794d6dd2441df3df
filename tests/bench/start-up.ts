import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@/scripts/free-port';
import { type Built, builtIn, settingsOf } from '@/tests/support/site-process';
import { emptyAppAsBuilt } from './empty-app';
import { alternate, untilAnswering } from './measure';
import { type Result, slower } from './report';

const ROUNDS = 5;

/** The time from the start of the process to the first successful response, on a migrated database. */
export async function startUp(): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'start-up-'));
  const settings = {
    ...settingsOf('http://localhost:3000', { smtpPort: 25 }),
    DATABASE_URL: `file:${join(folder, 'meeting.db')}`,
  };
  try {
    const site = () => msToStart(builtIn(process.cwd()), '/health', settings);
    const empty = () => msToStart(emptyAppAsBuilt(), '/');
    await site();
    const ms = await alternate({ site, empty }, ROUNDS);
    return [slower('Start until ready', 'an empty application of the framework', [ms.site, ms.empty], 2)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function msToStart(
  { folder, command: [program, ...words] }: Built,
  path: string,
  settings: Record<string, string> = {},
): Promise<number> {
  const port = await freePort();
  const since = performance.now();
  const child = spawn(program, words, {
    cwd: folder,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: String(port), ...settings },
    stdio: 'ignore',
  });
  await untilAnswering(`http://localhost:${port}${path}`, 10);
  const ms = performance.now() - since;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
  return ms;
}
