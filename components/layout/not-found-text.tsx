import type { ReactNode } from 'react';
import { directionOf, type Locale, locales } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { DisplayControls } from './display-controls';
import { displayLabels } from './display-labels';

/** The title of the "not found" page, in both languages. */
export const notFoundTitle = locales.map((locale) => translator(locale)('notFound.title')).join(' – ');

/** The text of the "not found" page. It is in both languages, because the URL does not tell which one the visitor reads. */
export function NotFoundText({ notice }: { notice: (locale: Locale) => ReactNode }) {
  return (
    <main id="content" className="page-width grid content-start gap-12 py-16 sm:grid-cols-2">
      <div className="sm:col-span-2">
        <DisplayControls labels={displayLabels(...locales)} />
      </div>
      {locales.map((locale) => {
        const t = translator(locale);
        const Heading = locale === 'ar' ? 'h1' : 'h2';
        return (
          <section key={locale} lang={locale} dir={directionOf(locale)}>
            {notice(locale)}
            <Heading className="mb-4 text-3xl">{t('notFound.heading')}</Heading>
            <p className="mb-8">{t('notFound.text')}</p>
            <a className="action" href={`/${locale}`}>
              {t('notFound.link')}
            </a>
          </section>
        );
      })}
    </main>
  );
}
