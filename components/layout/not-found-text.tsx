import type { ReactNode } from 'react';
import { directionOf, type Locale, locales } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { DisplayControls } from './display-controls';
import { displayLabels } from './display-labels';

/** The title of such a page, in both languages. */
export const notFoundTitle = locales.map((locale) => translator(locale)('notFound.title')).join(' – ');

/** In both languages: an unknown address does not say which one its reader knows. */
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
