import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { until } from '../../support/timing';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

describe('the demonstration', () => {
  it('names the signal that ended its build, and the last output of the build', async () => {
    const { ended, printed } = demo(
      checkout(`console.log('Compiling'); process.kill(process.pid, 'SIGKILL');`),
    );
    expect(await ended).toBe(1);
    expect(printed()).toContain('The build ended with the signal SIGKILL:\nCompiling\n');
  });

  it('explains why the samples could not be filled in, and starts no site', async () => {
    const folder = checkout(`if (process.argv[2] === 'start') console.log('started');`);
    // The migrations keep their lock at this path.
    mkdirSync(join(folder, '.data/demo.db.migrating'), { recursive: true });
    const { ended, printed } = demo(folder);
    expect(await ended).toBe(1);
    expect(printed()).toMatch(/Filling in the samples ended with exit code 1:\n[\s\S]*SQLITE_CANTOPEN/);
    expect(printed()).not.toMatch(/The site|started/);
  });

  it.each([
    ['the site is built', 'building', 20_000],
    ['the samples are filled in', '.data/demo.db.migrating', 0],
  ])('leaves nothing running after Ctrl-C while %s', async (_, expectedOutput, buildMs) => {
    const folder = checkout(`
      const isBuild = process.argv[2] === 'build';
      if (isBuild) require('node:fs').writeFileSync('building', '');
      setTimeout(() => {}, isBuild ? ${buildMs} : 20_000);
    `);
    const { ended, interrupt, isAnyLeft } = demo(folder);
    await until(() => existsSync(join(folder, expectedOutput)), 10_000);
    interrupt();
    expect(await ended).toBe(0);
    expect(isAnyLeft()).toBe(false);
  });
});

/** A checkout with a fake framework of a few lines, because a build takes a minute. @returns the folder */
function checkout(framework: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'demo-'));
  folders.push(folder);
  const program = join(folder, 'node_modules/next/dist/bin/next');
  mkdirSync(dirname(program), { recursive: true });
  writeFileSync(program, framework);
  for (const each of [
    'scripts',
    'lib',
    'prisma',
    'messages',
    'package.json',
    'tsconfig.json',
    'node_modules/tsx',
  ])
    symlinkSync(resolve(each), join(folder, each));
  return folder;
}

/** Starts the demonstration of a checkout as a terminal does: in a process group of its own. */
function demo(folder: string) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/demo.ts'], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const group = child.pid ?? 0;
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
  return {
    ended: once(child, 'close').then(([code]) => code),
    printed: () => printed,
    /** Ctrl-C: each process of the group gets the signal. */
    interrupt: () => process.kill(-group, 'SIGINT'),
    /** Whether a process of the group is alive: not a zombie. */
    isAnyLeft: () =>
      new RegExp(`^ *${group} +[^Z]`, 'm').test(
        execFileSync('ps', ['-A', '-o', 'pgid=,stat='], { encoding: 'utf8' }),
      ),
  };
}
