import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { noteUrl } from '@/lib/server/urls';

/** Links to the note as Word and PDF files, for readers who circulate, print or annotate it. */
export function Downloads({ locale }: { locale: Locale }) {
  const t = translator(locale);
  return (
    <section className="take-along" aria-labelledby="take-along-heading">
      <h2 id="take-along-heading" className="mb-2 text-base text-quiet">
        {t('documents.heading')}
      </h2>
      <ul className="flex flex-wrap gap-x-8">
        {(['word', 'pdf'] as const).map((format) => (
          <li key={format}>
            <a
              className="quiet-link inline-block py-2"
              href={`/${locale}/note.${format === 'word' ? 'docx' : 'pdf'}`}
            >
              {t(`documents.${format}`)}
            </a>
          </li>
        ))}
      </ul>
      <p className="print-only">
        {t('documents.onTheWeb')} <bdi dir="ltr">{noteUrl(locale)}</bdi>
      </p>
    </section>
  );
}
