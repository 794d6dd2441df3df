import { NotFoundText } from '@/components/not-found-text';
import { translator } from '@/lib/i18n/translator';
import './globals.css';

export const metadata = {
  title: `${translator('ar')('notFound.title')} – ${translator('en')('notFound.title')}`,
  robots: { index: false },
};

export default function GlobalNotFound() {
  return (
    <html lang="ar" dir="rtl">
      <body dir="rtl">
        <NotFoundText />
      </body>
    </html>
  );
}
