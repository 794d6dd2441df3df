import { ClockLine } from '@/app/_page/clock-line';
import { DisplayScript } from '@/components/layout/display-script';
import { NotFoundText, notFoundTitle } from '@/components/layout/not-found-text';
import './globals.css';
import './print.css';

export const metadata = {
  title: notFoundTitle,
  robots: { index: false },
};

/** Seconds. The page shows the clock of a demonstration, so it cannot be cached for long. */
export const revalidate = 10;

export default function GlobalNotFound() {
  return (
    <html lang="ar" dir="rtl" suppressHydrationWarning>
      <head>
        <DisplayScript />
      </head>
      <body dir="rtl">
        <NotFoundText notice={(locale) => <ClockLine locale={locale} />} />
      </body>
    </html>
  );
}
