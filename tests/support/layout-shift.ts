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

/** What comes last is painted a little later: within so many frames, half a second. */
const REST_FRAMES = 30;

/** How much the page has moved so far, once its fonts are there and it rests. @param page that was watched from its beginning */
export const shiftOf = (page: Page): Promise<number> =>
  page.evaluate(async (rest) => {
    const seen = window as unknown as { shift: number };
    await document.fonts.ready;
    for (
      let frames = 0, before = seen.shift;
      frames < rest;
      frames = seen.shift === before ? frames + 1 : 0
    ) {
      before = seen.shift;
      await new Promise(requestAnimationFrame);
    }
    return seen.shift;
  }, REST_FRAMES);
