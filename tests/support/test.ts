import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { newVisitor, Site } from './site';

/** Every browser test has a site of its worker, and fails on what a visitor's browser would complain of. */
export const test = base.extend<{ watched: undefined }, { site: Site }>({
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from here
    async ({}, use) => {
      const site = await Site.start();
      await use(site);
      expectNothingPersonal(site.log());
      await site.stop();
    },
    { scope: 'worker' },
  ],
  extraHTTPHeaders: async ({ baseURL: _ }, use) => {
    await use({ 'x-forwarded-for': newVisitor() });
  },
  watched: [
    async ({ context }, use) => {
      const complaints: string[] = [];
      context.on('console', (message) => {
        // The status of a page that is meant to fail is no complaint of the page itself.
        if (message.type() === 'error' && !/status of (403|404|429|500)/.test(message.text()))
          complaints.push(message.text());
      });
      context.on('weberror', (error) => complaints.push(error.error().message));
      context.on('request', (request) => {
        const { protocol, hostname } = new URL(request.url());
        if (protocol.startsWith('http') && hostname !== 'localhost')
          complaints.push(`a request to ${hostname}`);
      });
      await use(undefined);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Whatever people did, the log names neither them nor their addresses nor the keys in their links. */
function expectNothingPersonal(log: string): void {
  const told = log
    .split('\n')
    .filter((line) =>
      /[\w.+-]+@[\w-]+\.|[\u0600-\u06FF]|registration\/(?!\[token\])[\w-]{10}|2001:db8|127\.0\.0\.1/.test(
        line,
      ),
    );
  expect(told, 'the log tells something personal').toEqual([]);
}

/** axe finds nothing, nor in the dark scheme too little contrast; and nothing is wider than the narrowest phone. */
export async function expectFitForEveryone(page: Page): Promise<void> {
  const axe = () => new AxeBuilder({ page });
  await expectNoViolation(
    axe().withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']),
  );
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectNoViolation(axe().withRules(['color-contrast', 'link-in-text-block']));
  await page.emulateMedia({ colorScheme: null });
  await expectNoSidewaysScroll(page);
  await expectOwnPunctuation(page);
}

/** No Latin comma behind an Arabic word of an Arabic page, and none the other way round. */
async function expectOwnPunctuation(page: Page): Promise<void> {
  const foreign = { ar: /.{0,20}[\u0620-\u064a][,;?](?=\s|$)/gu, en: /.{0,20}[a-z][،؛؟]/gu };
  const language = await page.locator('html').getAttribute('lang');
  const text = (await page.locator('main').first().textContent()) ?? '';
  expect(
    text.match(foreign[language === 'ar' ? 'ar' : 'en']) ?? [],
    'punctuation of the other script',
  ).toEqual([]);
}

async function expectNoViolation(axe: AxeBuilder): Promise<void> {
  const { violations } = await axe.analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual(
    [],
  );
}

export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 800 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, 'the page scrolls sideways at 320 px').toBeLessThanOrEqual(320);
  if (before) await page.setViewportSize(before);
}

/**
 * Those words of some texts that begin on one line and end on the next. Between the words of "high-level" a line may end, behind
 * a single letter as in "e-government" not.
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
