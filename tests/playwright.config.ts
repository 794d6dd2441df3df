import { defineConfig } from '@playwright/test';
import { findForTests } from './support/chromium';

const executablePath = findForTests();

export default defineConfig({
  testDir: 'e2e',
  outputDir: '../test-results/browser',
  // One worker more than a small machine has processors: while a test waits for a page to expire, others work.
  workers: 3,
  fullyParallel: true,
  // Ends a test that hangs. The longest one takes a fifth of this on two slow cores.
  timeout: 300_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: '../test-results/browser.json' }]],
  forbidOnly: true,
  // The retry only records a trace: recording every test would take a third of the time. A test that passes on retry has failed.
  retries: 1,
  failOnFlakyTests: true,
  // The tests that take long and mostly wait come first.
  projects: [
    { name: 'installation', testMatch: /(instances|image)\.spec/ },
    { name: 'browser', testIgnore: /(instances|image)\.spec/ },
  ],
  use: {
    trace: 'on-first-retry',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        // In these tests a page is cached for one second, which is too short to optimize its scripts.
        '--js-flags=--no-opt --max-lazy',
        '--disable-background-networking',
        '--disable-component-update',
      ],
    },
  },
});
