import type { Page } from '@playwright/test';

/** Adds up the layout shifts of each page that is opened from now on (Layout Instability API). */
export const watchShifts = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const measured = window as unknown as { shift: number };
    measured.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) measured.shift += (entry as unknown as { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });

/** A page is at rest after this number of frames without a shift: half a second, because the last parts are painted late. */
const REST_FRAMES = 30;

/** The sum of the layout shifts so far, once the fonts are loaded and the page is at rest. `watchShifts` must be called before. */
export const shiftOf = (page: Page): Promise<number> =>
  page.evaluate(async (rest) => {
    const measured = window as unknown as { shift: number };
    await document.fonts.ready;
    for (
      let frames = 0, before = measured.shift;
      frames < rest;
      frames = measured.shift === before ? frames + 1 : 0
    ) {
      before = measured.shift;
      await new Promise(requestAnimationFrame);
    }
    return measured.shift;
  }, REST_FRAMES);
