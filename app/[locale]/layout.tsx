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
  const asked = (await params).locale;
  // Around "not found", which is said in both languages, the default one stands.
  const locale = isLocale(asked) ? asked : defaultLocale;
  for (const font of preloadedFonts[directionOf(locale)]) {
    preload(font, { as: 'font', type: 'font/woff2', crossOrigin: 'anonymous' });
  }
  return (
    // What the reader chose is set on this element before React sees it.
    <html lang={locale} dir={directionOf(locale)} suppressHydrationWarning>
      <head>
        <DisplayScript />
        {/* Nothing is painted before the header is there as a whole: half of it would move when the rest comes. */}
        <link rel="expect" href="#content" blocking="render" />
      </head>
      <body dir={directionOf(locale)} data-contact={config().secretariatEmail}>
        {children}
      </body>
    </html>
  );
}
