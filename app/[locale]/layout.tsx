import type { ReactNode } from 'react';
import { preload } from 'react-dom';
import { directionOf, isLocale, locales } from '@/lib/locale';
import { preloadedFonts } from '../fonts';
import '../globals.css';

export const dynamicParams = false;
export const generateStaticParams = () => locales.map((locale) => ({ locale }));
export const viewport = { themeColor: '#ffffff' };

type Props = { children: ReactNode; params: Promise<{ locale: string }> };

export default async function Layout({ children, params }: Props) {
  const { locale } = await params;
  // Other first segments have no page; this is for the compiler.
  if (!isLocale(locale)) return null;
  for (const font of preloadedFonts[locale]) {
    preload(font, { as: 'font', type: 'font/woff2', crossOrigin: 'anonymous' });
  }
  return (
    <html lang={locale} dir={directionOf(locale)}>
      <body dir={directionOf(locale)}>{children}</body>
    </html>
  );
}
