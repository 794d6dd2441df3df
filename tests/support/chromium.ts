import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { install } from './programs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** @returns the browser of this machine, the one that Playwright keeps, or `null` when there is none */
export function findChromium(): string | null {
  for (const name of names) {
    const found = spawnSync('which', [name], { encoding: 'utf8' });
    if (found.status === 0) return found.stdout.trim();
  }
  const own = chromium.executablePath();
  return existsSync(own) ? own : null;
}

/** Finds a browser, or brings one: Playwright's own download, else the distribution's package where this is root. */
export function bringChromium(): string {
  const download = () =>
    spawnSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'inherit' }).status === 0;
  const found =
    findChromium() ?? (download() ? findChromium() : null) ?? (install('chromium') ? findChromium() : null);
  if (!found)
    throw new Error('The browser tests need Chromium: install it, for example with apt-get install chromium');
  return found;
}
