import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** The result of a test runner: its counts, and the duration of each test. */
export type Report = { passed: number; failed: number; tests: { title: string; seconds: number }[] };

type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { name: string; assertionResults: { fullName: string; duration?: number }[] }[];
};

/** Reads the JSON report of Vitest. A skipped test counts as failed. */
export function countVitest(file: string): Report {
  const report: VitestReport = JSON.parse(readFileSync(file, 'utf8'));
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numPendingTests + report.numTodoTests,
    tests: report.testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ fullName, duration = 0 }) => ({
        title: `${relative(process.cwd(), name)}: ${fullName}`,
        seconds: duration / 1_000,
      })),
    ),
  };
}

type Spec = { title: string; file: string; tests: { results: { duration: number }[] }[] };
type Suite = { title: string; file: string; suites?: Suite[]; specs?: Spec[] };
type PlaywrightReport = {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  errors: unknown[];
  suites: Suite[];
};

/** Reads the JSON report of Playwright. A skipped test and one that passed at a second try count as failed. */
export function countPlaywright(file: string): Report {
  const { stats, errors, suites }: PlaywrightReport = JSON.parse(readFileSync(file, 'utf8'));
  const specsOf = (suite: Suite): Spec[] => [
    ...(suite.specs ?? []),
    ...(suite.suites ?? []).flatMap(specsOf),
  ];
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + stats.skipped + errors.length,
    tests: suites.flatMap(specsOf).map(({ title, file, tests }) => ({
      title: `${file}: ${title}`,
      seconds:
        tests.flatMap(({ results }) => results).reduce((sum, { duration }) => sum + duration, 0) / 1_000,
    })),
  };
}
