import { defineConfig } from '@playwright/test';
import { findForTests } from './support/chromium';

const executablePath = findForTests();

export default defineConfig({
  testDir: 'e2e',
  outputDir: '../test-results/browser',
  // One more than the two processors of a small machine: while a test waits for a page to age, others work.
  workers: 3,
  fullyParallel: true,
  // Ends what hangs. The longest story takes a fifth of it on two slow cores.
  timeout: 300_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: '../test-results/browser.json' }]],
  forbidOnly: true,
  // A second try only records what happens, because recording every test would take a third of the time. One that passes then has failed.
  retries: 1,
  failOnFlakyTests: true,
  // First those that take long and mostly wait.
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
        // A page lives for a second here, too short for what optimizing its scripts costs.
        '--js-flags=--no-opt --max-lazy',
        '--disable-background-networking',
        '--disable-component-update',
      ],
    },
  },
});
