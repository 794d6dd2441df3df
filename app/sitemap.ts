import type { MetadataRoute } from 'next';
import { publicPaths } from '@/app/_page/metadata';
import { defaultLocale, locales } from '@/lib/i18n/locale';
import { absolute } from '@/lib/server/urls';

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
