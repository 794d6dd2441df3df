import type { Viewport } from 'next';
import type { ReactNode } from 'react';
import { preload } from 'react-dom';
import { preloadedFonts } from '@/app/_page/fonts';
import { DisplayScript } from '@/components/layout/display-script';
import { config } from '@/lib/config';
import { defaultLocale, directionOf, isLocale, locales } from '@/lib/i18n/locale';
import '../globals.css';
import '../print.css';

export const dynamicParams = false;
export const generateStaticParams = () => locales.map((locale) => ({ locale }));
export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#131417' },
  ],
};

type Props = { children: ReactNode; params: Promise<{ locale: string }> };

export default async function Layout({ children, params }: Props) {
  const segment = (await params).locale;
  // An unknown language leads to the "not found" page. It is in both languages, and its frame is in the default one.
  const locale = isLocale(segment) ? segment : defaultLocale;
  for (const font of preloadedFonts[directionOf(locale)]) {
    preload(font, { as: 'font', type: 'font/woff2', crossOrigin: 'anonymous' });
  }
  return (
    // The display script sets the reader's choices on this element before React hydrates it.
    <html lang={locale} dir={directionOf(locale)} suppressHydrationWarning>
      <head>
        <DisplayScript />
        {/* Waits with painting until the whole header is parsed: a partly loaded header would move when the rest arrives. */}
        <link rel="expect" href="#content" blocking="render" />
      </head>
      <body dir={directionOf(locale)} data-contact={config().secretariatEmail}>
        {children}
      </body>
    </html>
  );
}
