import type { MetadataRoute } from 'next';
import { defaultLocale, directionOf } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { facts } from '@/lib/meeting/content/facts';

/** For those who put the site on their phone's first screen; it stays a site with an address bar. The icons: `npm run icons`. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    name: facts.fullTitle[defaultLocale],
    short_name: translator(defaultLocale)('share.shortName', { city: facts.city[defaultLocale] }),
    lang: defaultLocale,
    dir: directionOf(defaultLocale),
    start_url: `/${defaultLocale}`,
    display: 'browser',
    background_color: '#ffffff',
    theme_color: '#ffffff',
    icons: [
      { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
      { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
  };
}
