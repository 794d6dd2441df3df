import type { MetadataRoute } from 'next';
import { absolute } from '@/lib/links';
import { defaultLocale, locales } from '@/lib/locale';
import { publicPaths } from './page-metadata';

/** Every public page in both languages, each naming the other one. */
export default function sitemap(): MetadataRoute.Sitemap {
  return publicPaths.flatMap((path) => {
    const languages = Object.fromEntries(locales.map((locale) => [locale, absolute(`/${locale}${path}`)]));
    return locales.map((locale) => ({
      url: absolute(`/${locale}${path}`),
      alternates: { languages: { ...languages, 'x-default': absolute(`/${defaultLocale}${path}`) } },
    }));
  });
}
