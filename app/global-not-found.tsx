import { NotFoundText, notFoundTitle } from '@/components/not-found-text';
import './globals.css';

export const metadata = {
  title: notFoundTitle,
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
