import type { MetadataRoute } from 'next';
import { locales } from '@/lib/i18n/locale';
import { absoluteUrl } from '@/lib/server/urls';

/**
 * Personal pages are not disallowed here: they carry `noindex`, and a crawler that may not fetch a page never reads that. It could
 * then list the address alone.
 */
export default function robots(): MetadataRoute.Robots {
  const adminPaths = locales.map((locale) => `/${locale}/admin`);
  return {
    rules: { userAgent: '*', allow: '/', disallow: [...adminPaths, '/health'] },
    sitemap: absoluteUrl('/sitemap.xml'),
  };
}
