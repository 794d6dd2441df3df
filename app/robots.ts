import type { MetadataRoute } from 'next';
import { absolute } from '@/lib/links';
import { locales } from '@/lib/locale';

/** Public pages may be listed; what is made for one person or for the secretariat may not even be asked for. */
export default function robots(): MetadataRoute.Robots {
  const closed = locales.flatMap((locale) =>
    ['admin', 'registration', 'rsvp/thanks'].map((page) => `/${locale}/${page}`),
  );
  return {
    rules: { userAgent: '*', allow: '/', disallow: [...closed, '/health'] },
    sitemap: absolute('/sitemap.xml'),
  };
}
