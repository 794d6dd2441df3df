import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';

type Props = {
  /** What the pages are of, for readers who hear it. */
  label: string;
  page: number;
  pages: number;
  locale: Locale;
  addressOf: (page: number) => string;
};

/** Links to the pages before and after this one; nothing where there is only one. */
export function PageLinks({ label, page, pages, locale, addressOf }: Props) {
  const t = translator(locale);
  if (pages === 1) return null;
  return (
    <nav aria-label={label} className="mt-6 flex flex-wrap items-center gap-6">
      {page > 1 && (
        <a className="quiet-link py-2" href={addressOf(page - 1)} rel="prev">
          {t('admin.list.previous')}
        </a>
      )}
      <span>{t('admin.list.pageOf', { page, pages })}</span>
      {page < pages && (
        <a className="quiet-link py-2" href={addressOf(page + 1)} rel="next">
          {t('admin.list.next')}
        </a>
      )}
    </nav>
  );
}
