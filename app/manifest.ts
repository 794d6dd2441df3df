import type { MetadataRoute } from 'next';
import { defaultLocale, directionOf } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { facts } from '@/lib/meeting/content/facts';

/** For visitors who add the site to their home screen. It opens in the browser, with the address bar. `npm run icons` makes the icons. */
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
