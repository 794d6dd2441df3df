import { defineConfig } from '@playwright/test';
import { findChromium } from './support/chromium';

const executablePath = findChromium();

export default defineConfig({
  testDir: 'e2e',
  outputDir: '../test-results/browser',
  workers: 2,
  fullyParallel: true,
  // Ends what hangs. The longest story takes a fifth of it on two slow cores.
  timeout: 300_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: '../test-results/browser.json' }]],
  forbidOnly: true,
  // A second try only records what happens, because recording every test would take a third of the time. One that passes then has failed.
  retries: 1,
  failOnFlakyTests: true,
  use: {
    trace: 'on-first-retry',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
      ],
    },
  },
});
