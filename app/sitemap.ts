import type { MetadataRoute } from 'next';
import { publicPaths } from '@/app/_page/metadata';
import { defaultLocale, locales } from '@/lib/i18n/locale';
import { absoluteUrl } from '@/lib/server/urls';

/** Every public page in each language, with links to its other versions. */
export default function sitemap(): MetadataRoute.Sitemap {
  return publicPaths.flatMap((path) => {
    const languages = Object.fromEntries(locales.map((locale) => [locale, absoluteUrl(`/${locale}${path}`)]));
    return locales.map((locale) => ({
      url: absoluteUrl(`/${locale}${path}`),
      alternates: { languages: { ...languages, 'x-default': absoluteUrl(`/${defaultLocale}${path}`) } },
    }));
  });
}
