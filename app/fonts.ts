import type { Localized } from '@/lib/locale';

/** The files that the first screen of each language is set in; the style sheet names the rest. */
export const preloadedFonts: Localized<string[]> = {
  ar: [
    new URL(
      '../node_modules/@fontsource-variable/alexandria/files/alexandria-arabic-wght-normal.woff2',
      import.meta.url,
    ).pathname,
    new URL(
      '../node_modules/@fontsource/noto-kufi-arabic/files/noto-kufi-arabic-arabic-400-normal.woff2',
      import.meta.url,
    ).pathname,
  ],
  en: [
    new URL(
      '../node_modules/@fontsource-variable/alexandria/files/alexandria-latin-wght-normal.woff2',
      import.meta.url,
    ).pathname,
    new URL(
      '../node_modules/@fontsource/noto-kufi-arabic/files/noto-kufi-arabic-latin-400-normal.woff2',
      import.meta.url,
    ).pathname,
  ],
};
