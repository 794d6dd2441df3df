import { defineConfig } from '@playwright/test';
import { findChromium } from './support/chromium';

const executablePath = findChromium();

export default defineConfig({
  testDir: 'e2e',
  outputDir: '../test-results',
  workers: 2,
  fullyParallel: false,
  // Ends what hangs. The longest story takes a third of it on two slow cores.
  timeout: 600_000,
  expect: { timeout: 10_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['list'], ['json']] : 'list',
  forbidOnly: true,
  // The load of a whole installation would make browsers wait, so it comes when they are through.
  projects: [
    { name: 'browser', testIgnore: /instances/ },
    { name: 'installation', testMatch: /instances/, dependencies: ['browser'] },
  ],
  use: {
    trace: 'retain-on-failure',
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
