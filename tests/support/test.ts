import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import type { RunOnly } from 'axe-core';
import { newVisitor, type Site } from './site';
import { SitePool } from './site-pool';

type Lend = SitePool['lend'];

/** Each browser test can use its worker's site. It fails if the browser reports an error or sends a request to another host. */
export const test = base.extend<
  { lend: Lend; attachLogs: undefined; failOnBrowserErrors: undefined },
  { sites: SitePool; site: Site }
>({
  sites: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from here
    async ({}, use) => {
      const sites = new SitePool();
      try {
        await use(sites);
        expectNothingPersonal(sites.printed());
      } finally {
        await sites.stop();
      }
    },
    { scope: 'worker' },
  ],
  // This site is never emptied: each test registers people of its own.
  site: [
    async ({ sites }, use) => use(await sites.lend({ settings: { SECRETARIAT_NOTICES: 'on' } })),
    { scope: 'worker' },
  ],
  /** Lends a site with other settings, or without registrations. */
  lend: async ({ sites }, use) => use((options) => sites.lend(options)),
  attachLogs: [
    async ({ sites }, use, info) => {
      await use(undefined);
      if (info.status === info.expectedStatus) return;
      for (const [index, [settings, log]] of sites.logs().entries())
        await info.attach(`site-${index + 1}.log`, {
          body: `${settings}\n${log}`,
          contentType: 'text/plain',
        });
    },
    { auto: true },
  ],
  extraHTTPHeaders: async ({ baseURL: _ }, use) => {
    await use({ 'x-forwarded-for': newVisitor() });
  },
  failOnBrowserErrors: [
    async ({ context }, use) => {
      const errors: string[] = [];
      context.on('console', (message) => {
        // Some tests expect a page to fail with one of these statuses.
        if (message.type() === 'error' && !/status of (403|404|429|500)/.test(message.text()))
          errors.push(message.text());
      });
      context.on('weberror', (error) => errors.push(error.error().message));
      context.on('request', (request) => {
        const { protocol, hostname } = new URL(request.url());
        if (protocol.startsWith('http') && hostname !== 'localhost') errors.push(`a request to ${hostname}`);
      });
      await use(undefined);
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** All four combinations of language and JavaScript, for stories that everybody goes through. */
export const everyLanguageAndWay = (['ar', 'en'] as const).flatMap((locale) =>
  [true, false].map((javaScriptEnabled) => ({ locale, javaScriptEnabled })),
);

/** Two of these combinations, for other stories: each language once, and each way once. Most visitors read Arabic with JavaScript. */
export const eachLanguageAndWay = [
  { locale: 'ar', javaScriptEnabled: true },
  { locale: 'en', javaScriptEnabled: false },
] as const;

/** Expects that a log has no names, e-mail addresses, network addresses or tokens of personal links. */
function expectNothingPersonal(log: string): void {
  const personalLines = log
    .split('\n')
    .filter((line) =>
      /[\w.+-]+@[\w-]+\.|[\u0600-\u06FF]|registration\/(?!\[token\])[\w-]{10}|3fff:|127\.0\.0\.1/.test(line),
    );
  expect(personalLines, 'the log has personal data').toEqual([]);
}

/** Expects no violation in axe, enough contrast in the dark scheme, no sideways scrolling at 320 px, and the script's punctuation. */
export async function expectFitForEveryone(page: Page): Promise<void> {
  await expectNoViolation(page, {
    type: 'tag',
    values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  });
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectNoViolation(page, { type: 'rule', values: ['color-contrast', 'link-in-text-block'] });
  await page.emulateMedia({ colorScheme: null });
  await expectNoSidewaysScroll(page);
  await expectOwnPunctuation(page);
}

/** Expects enough contrast in the light and the dark scheme, and no sideways scrolling at 320 px, with the settings of the page. */
export async function expectReadable(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectNoViolation(page, {
      type: 'rule',
      values: ['color-contrast', 'link-in-text-block', 'target-size'],
    });
  }
  await page.emulateMedia({ colorScheme: null });
  await expectNoSidewaysScroll(page);
}

/** Expects no Latin punctuation after an Arabic word on an Arabic page, and no Arabic punctuation on an English one. */
async function expectOwnPunctuation(page: Page): Promise<void> {
  const foreign = { ar: /.{0,20}[\u0620-\u064a][,;?](?=\s|$)/gu, en: /.{0,20}[a-z][،؛؟]/gu };
  const language = await page.locator('html').getAttribute('lang');
  const text = (await page.locator('main').first().textContent()) ?? '';
  expect(
    text.match(foreign[language === 'ar' ? 'ar' : 'en']) ?? [],
    'punctuation of the other script',
  ).toEqual([]);
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Runs axe in the page itself. The package for Playwright opens another page each time to check frames, and our pages have none. */
async function expectNoViolation(page: Page, runOnly: RunOnly): Promise<void> {
  expect(await page.locator('iframe').count(), 'a frame, into which axe would have to look').toBe(0);
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  const violations = await page.evaluate(async (rules) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const results = await axe.run(document, { runOnly: rules, resultTypes: ['violations'] });
    return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  }, runOnly);
  expect(violations).toEqual([]);
}

export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 800 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, 'the page scrolls sideways at 320 px').toBeLessThanOrEqual(320);
  if (before) await page.setViewportSize(before);
}

/**
 * The words that begin on one line and end on the next. A line may end after a hyphen, as in "high-level", but not after a single letter,
 * as in "e-government".
 */
export const dividedWords = (texts: Locator): Promise<string[]> =>
  texts.evaluateAll((elements) =>
    elements.flatMap((element) => {
      const divided: string[] = [];
      const nodes = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      for (let text = nodes.nextNode(); text; text = nodes.nextNode()) {
        for (const { 0: word, index } of (text.textContent ?? '').matchAll(
          /(?<!\p{L})(?:\p{L}-)?[^\s/-]+/gu,
        )) {
          const range = document.createRange();
          range.setStart(text, index);
          range.setEnd(text, index + word.length);
          const tops = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
          if (tops.size > 1) divided.push(word);
        }
      }
      return divided;
    }),
  );
