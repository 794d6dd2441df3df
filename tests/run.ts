/**
 * `npm test`: runs all tests. Two sequences of parts run side by side, because many tests mostly wait. The report of each runner, with
 * the time of each test, stays in `test-results/`. The last line counts all tests together. The exit code is 0 if all of them passed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findInstalled } from '@/scripts/postgres';
import { bringForTests } from './support/chromium';
import { bring, install } from './support/programs';
import { countPlaywright, countVitest, type Report } from './support/reports';

const RESULTS = 'test-results';
const SLOWEST = 20;

const tool = (path: string, ...args: string[]) => [process.execPath, join('node_modules', path), ...args];
const reportOf = (part: string) => join(RESULTS, `${part}.json`);
const vitest = (project: string) =>
  tool(
    'vitest/vitest.mjs',
    ...['run', '--config', 'tests/vitest.config.ts', '--project', project],
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${reportOf(project)}`],
  );

const times: { part: string; seconds: number }[] = [];
const reports: Report[] = [];

/** Runs a command and prints its output, each line with the name of the part. @returns whether it succeeded */
async function run(part: string, [program = '', ...args]: string[]): Promise<boolean> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  for (const input of [child.stdout, child.stderr])
    createInterface({ input }).on('line', (line) => console.log(`${part.padEnd(9)}│ ${line}`));
  const [code] = await once(child, 'close');
  return code === 0;
}

/** Measures how long a part takes. */
async function timed<T>(part: string, work: () => T | Promise<T>): Promise<T> {
  const since = performance.now();
  try {
    return await work();
  } finally {
    const seconds = Math.round((performance.now() - since) / 1_000);
    times.push({ part, seconds });
    console.log(`${part.padEnd(9)}│ ended after ${seconds} s`);
  }
}

/** A check without tests of its own counts as one test. */
async function check(part: string, command: string[]): Promise<boolean> {
  const isOk = await timed(part, () => run(part, command));
  reports.push({ passed: isOk ? 1 : 0, failed: isOk ? 0 : 1, tests: [] });
  return isOk;
}

/** A runner that counts its own tests. It has also failed if it exits with an error but counted no failure, or if it counted no tests. */
async function suite(part: string, command: string[], count: () => Report): Promise<void> {
  const isOk = await timed(part, () => run(part, command));
  try {
    const report = count();
    const isCounted = isOk ? report.passed > 0 : report.failed > 0;
    reports.push({ ...report, failed: report.failed + (isCounted ? 0 : 1) });
  } catch (error) {
    console.error(`${part}: no report was written: ${error}`);
    reports.push({ passed: 0, failed: 1, tests: [] });
  }
}

rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS);
console.log(
  `Node.js ${process.version} on ${process.platform} ${process.arch} with ${availableParallelism()} processors`,
);

await timed('programs', () => {
  // Backups need PostgreSQL's client programs, which the npm package does not contain.
  if (!findInstalled('pg_dump')) install('postgresql');
  bringForTests();
  bring('nginx', 'nginx-light');
});

async function site(): Promise<void> {
  if (!(await check('build', ['npm', 'run', '--silent', 'build']))) return;
  const command = tool('@playwright/test/cli.js', 'test', '--config', 'tests/playwright.config.ts');
  await suite('browser', command, () => countPlaywright(reportOf('browser')));
}

async function code(): Promise<void> {
  await check('types', tool('typescript/bin/tsc', '--noEmit'));
  await check('lint', tool('@biomejs/biome/bin/biome', 'check', '.'));
  await check('imports', ['npm', 'run', '--silent', 'check:imports']);
  for (const project of ['rules', 'commands', 'sqlite', 'postgresql'])
    await suite(project, vitest(project), () => countVitest(reportOf(project)));
}

await Promise.all([site(), code()]);

const tests = reports.flatMap((report) => report.tests).sort((a, b) => b.seconds - a.seconds);
console.log(`\nThe ${SLOWEST} slowest of ${tests.length} tests:`);
for (const { seconds, title } of tests.slice(0, SLOWEST))
  console.log(`${seconds.toFixed(1).padStart(7)} s  ${title}`);
console.log('\nThe parts, the two rows side by side:');
for (const { part, seconds } of times) console.log(`${String(seconds).padStart(7)} s  ${part}`);
writeFileSync(join(RESULTS, 'times.json'), `${JSON.stringify({ node: process.version, times }, null, 2)}\n`);

const sum = (key: 'passed' | 'failed') => reports.reduce((all, report) => all + report[key], 0);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;
