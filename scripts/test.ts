/**
 * Everything, in one command: `npm test`. The last line counts all of it together; the exit code says whether it held.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bringChromium } from '@/tests/support/chromium';
import { install } from '@/tests/support/programs';
import { installed } from './postgres';

const results = mkdtempSync(join(tmpdir(), 'results-'));
const total = { passed: 0, failed: 0 };

const node = (...args: string[]) => [process.execPath, ...args];
const tool = (path: string, ...args: string[]) => node(join('node_modules', path), ...args);

/** Runs a command to its end. @returns whether it succeeded */
function run(
  title: string,
  [command = '', ...args]: string[],
  environment: Record<string, string> = {},
): boolean {
  console.log(`\n── ${title}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
  return status === 0;
}

/** A check that holds or does not counts as one test. */
function check(title: string, command: string[]): boolean {
  const isOk = run(title, command);
  total[isOk ? 'passed' : 'failed'] += 1;
  return isOk;
}

/** A runner that counts its own tests; one that ends without having counted has failed. */
function suite(
  title: string,
  command: string[],
  file: string,
  count: (report: string) => Total,
  environment = {},
) {
  const isOk = run(title, command, environment);
  try {
    const { passed, failed } = count(readFileSync(file, 'utf8'));
    total.passed += passed;
    total.failed += isOk || failed > 0 ? failed : 1;
  } catch {
    console.error(`${title}: no report was written`);
    total.failed += 1;
  }
}

type Total = { passed: number; failed: number };

check('Types', tool('typescript/bin/tsc', '--noEmit'));
check('Lint and format', tool('@biomejs/biome/bin/biome', 'check', '.'));

// Backups need the client programs, which the package from npm does not have.
if (!installed('pg_dump')) install('postgresql');

const unit = join(results, 'unit.json');
suite(
  'Unit and integration tests',
  tool(
    'vitest/vitest.mjs',
    'run',
    '--config',
    'tests/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${unit}`,
  ),
  unit,
  (report) => {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(report);
    // A skipped test is not a passed one.
    return { passed: numPassedTests, failed: numFailedTests + numPendingTests + numTodoTests };
  },
);

if (check('Production build', tool('next/dist/bin/next', 'build'))) {
  bringChromium();
  const browser = join(results, 'browser.json');
  suite(
    'Browser tests',
    tool('@playwright/test/cli.js', 'test', '--config', 'tests/playwright.config.ts'),
    browser,
    (report) => {
      const { stats, errors } = JSON.parse(report);
      return {
        passed: stats.expected,
        failed: stats.unexpected + stats.flaky + stats.skipped + errors.length,
      };
    },
    { PLAYWRIGHT_JSON_OUTPUT_FILE: browser },
  );
}

rmSync(results, { recursive: true, force: true });
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
