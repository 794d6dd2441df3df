import type { MetadataRoute } from 'next';
import { locales } from '@/lib/i18n/locale';
import { absoluteUrl } from '@/lib/server/urls';

/**
 * Public pages may be listed. Personal pages are not named here: a program that may not ask for one never reads that it
 * must not be listed.
 */
export default function robots(): MetadataRoute.Robots {
  const closed = locales.map((locale) => `/${locale}/admin`);
  return {
    rules: { userAgent: '*', allow: '/', disallow: [...closed, '/health'] },
    sitemap: absoluteUrl('/sitemap.xml'),
  };
}
