import type { Direction } from '@/lib/i18n/locale';

/**
 * The font files that the first screen of a page needs: Arabic glyphs for pages from right to left, Latin ones for pages from left
 * to right. The browser loads the others when a page uses them, from `globals.css`.
 */
export const preloadedFonts: Record<Direction, string[]> = {
  rtl: [
    new URL(
      '../../node_modules/@fontsource-variable/alexandria/files/alexandria-arabic-wght-normal.woff2',
      import.meta.url,
    ).pathname,
    new URL(
      '../../node_modules/@fontsource/noto-kufi-arabic/files/noto-kufi-arabic-arabic-400-normal.woff2',
      import.meta.url,
    ).pathname,
  ],
  ltr: [
    new URL(
      '../../node_modules/@fontsource-variable/alexandria/files/alexandria-latin-wght-normal.woff2',
      import.meta.url,
    ).pathname,
    new URL(
      '../../node_modules/@fontsource/noto-kufi-arabic/files/noto-kufi-arabic-latin-400-normal.woff2',
      import.meta.url,
    ).pathname,
  ],
};
