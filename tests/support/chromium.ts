import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { install } from './programs';

/** Chromium without a window, which loads and draws pages in two thirds of the time. */
const SHELL = 'chromium-headless-shell';
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** @returns the first of these programs that this machine has */
function find(names: string[]): string | null {
  for (const name of names) {
    const found = spawnSync('which', [name], { encoding: 'utf8' });
    if (found.status === 0) return found.stdout.trim();
  }
  return null;
}

/** The browser that Playwright keeps, once it was downloaded. */
function findPlaywrights(): string | null {
  const own = chromium.executablePath();
  return existsSync(own) ? own : null;
}

/** @returns the browser for tests: the shell, or else whatever there is */
export const findForTests = (): string | null => find([SHELL, ...BROWSERS]) ?? findPlaywrights();

/** @returns the browser that people use */
const findChromium = (): string | null => find(BROWSERS) ?? findPlaywrights();

/** Finds a browser, or brings one: the distribution's package where this is root, else Playwright's own download. */
function bring(look: () => string | null, debianPackage: string): string {
  const download = () =>
    spawnSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'inherit' }).status === 0;
  const found = look() ?? (install(debianPackage) ? look() : null) ?? (download() ? look() : null);
  if (!found)
    throw new Error(`Chromium is needed: install it, for example with apt-get install ${debianPackage}`);
  return found;
}

export const bringForTests = (): string => bring(findForTests, SHELL);
export const bringChromium = (): string => bring(findChromium, 'chromium');
