import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { install } from './programs';

/** Chromium without windows; it loads and renders pages in two thirds of the time. */
const HEADLESS_SHELL = 'chromium-headless-shell';
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** @returns the path of the first of these programs that is installed */
function find(names: string[]): string | null {
  for (const name of names) {
    const found = spawnSync('which', [name], { encoding: 'utf8' });
    if (found.status === 0) return found.stdout.trim();
  }
  return null;
}

/** The path of the browser that Playwright has downloaded, if it has. */
function findPlaywrightChromium(): string | null {
  const path = chromium.executablePath();
  return existsSync(path) ? path : null;
}

/** @returns the browser for tests: the headless shell, or else any Chromium */
export const findForTests = (): string | null =>
  find([HEADLESS_SHELL, ...BROWSERS]) ?? findPlaywrightChromium();

/** @returns a browser as people use it, with its window */
const findChromium = (): string | null => find(BROWSERS) ?? findPlaywrightChromium();

/** Finds a browser, or installs one: the distribution's package if this process is root's, or else Playwright's download. */
function bring(findBrowser: () => string | null, debianPackage: string): string {
  const download = () =>
    spawnSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'inherit' }).status === 0;
  const found =
    findBrowser() ?? (install(debianPackage) ? findBrowser() : null) ?? (download() ? findBrowser() : null);
  if (!found)
    throw new Error(`Chromium is needed: install it, for example with apt-get install ${debianPackage}`);
  return found;
}

export const bringForTests = (): string => bring(findForTests, HEADLESS_SHELL);
export const bringChromium = (): string => bring(findChromium, 'chromium');
