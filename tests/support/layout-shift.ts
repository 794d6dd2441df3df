import type { Page } from '@playwright/test';

/** From the next page on, adds up how much what has been painted moves (Layout Instability API). */
export const watchShifts = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const seen = window as unknown as { shift: number };
    seen.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.shift += (entry as unknown as { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });

/** What comes last is painted a little later. */
const REST_MS = 500;

/** How much the page has moved so far, once its fonts are there. @param page that was watched from its beginning */
export async function shiftOf(page: Page): Promise<number> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.waitForTimeout(REST_MS);
  return page.evaluate(() => (window as unknown as { shift: number }).shift);
}
