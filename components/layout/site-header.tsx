import type { ReactNode } from 'react';
import { directionOf, type Locale, languageNames, otherLocale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { facts } from '@/lib/meeting/content/facts';
import { DisplayControls } from './display-controls';
import { displayLabels } from './display-labels';

type Props = {
  locale: Locale;
  /** The path of this page without the language prefix, `''` for the note. The language switch leads to the same path. */
  path: string;
  /** Whether confirming is possible; only then is there a link to the form. */
  isOpen: boolean;
  /** Shown above the header: the notice of a demonstration's clock. */
  children?: ReactNode;
};

/** The header of every page: the two organizations, display controls, language switch and main navigation. */
export function SiteHeader({ locale, path, isOpen, children }: Props) {
  const t = translator(locale);
  const other = otherLocale(locale);
  return (
    <header className="border-b border-b-line">
      {children}
      <div className="border-t-4 border-t-gold" />
      <div className="page-width flex flex-wrap items-center justify-between gap-x-8 gap-y-3 py-4">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1 leading-snug">
          <Organization {...facts.organizer} locale={locale} />
          <span aria-hidden="true" className="hidden h-8 border-s border-line sm:block" />
          <Organization {...facts.host} locale={locale} />
        </div>
        <div className="flex flex-wrap items-center gap-x-6">
          <DisplayControls labels={displayLabels(locale)} />
          <a
            href={`/${other}${path}`}
            hrefLang={other}
            lang={other}
            dir={directionOf(other)}
            className="quiet-link py-2"
          >
            {languageNames[other]}
          </a>
        </div>
      </div>
      <nav aria-label={t('site.mainNavigation')} className="page-width">
        <ul className="flex flex-wrap gap-x-6 pb-2">
          <li>
            <a className="inline-block min-w-11 py-2 hover:underline" href={`/${locale}`}>
              {t('site.note')}
            </a>
          </li>
          <li>
            <a className="inline-block min-w-11 py-2 hover:underline" href={`/${locale}#agenda`}>
              {t('site.agenda')}
            </a>
          </li>
          {isOpen && (
            <li>
              <a className="inline-block min-w-11 py-2 hover:underline" href={`/${locale}/rsvp`}>
                {t('site.confirm')}
              </a>
            </li>
          )}
        </ul>
      </nav>
    </header>
  );
}

function Organization({
  name,
  short,
  locale,
}: {
  name: Record<Locale, string>;
  short: Record<Locale, string>;
  locale: Locale;
}) {
  return (
    <span className="max-w-[19rem]">
      <strong className="block text-lg text-accent">{short[locale]}</strong>
      <span className="block text-sm text-quiet">{name[locale]}</span>
    </span>
  );
}
