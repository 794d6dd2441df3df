import type { ReactNode } from 'react';
import { EmailLink } from '@/components/ui/email-link';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { DisplayControls } from './display-controls';
import { displayLabels } from './display-labels';

type Props = { locale: Locale; contact: string; reference: string; children?: ReactNode };

/** The page for an unexpected error on the server: that nothing is lost, what to do, and whom to ask. @param reference to quote */
export function ErrorPage({ locale, contact, reference, children }: Props) {
  const t = translator(locale);
  return (
    <main id="content" className="page-width py-16">
      <title>{t('errorPage.title')}</title>
      {children}
      <DisplayControls labels={displayLabels(locale)} />
      <h1 className="mb-4 text-3xl">{t('errorPage.heading')}</h1>
      <div className="prose-width">
        <p className="mb-4">{t('errorPage.text')}</p>
        <p className="mb-4">
          {t('errorPage.contact')} <bdi className="figures font-semibold">{reference}</bdi>
        </p>
        <p className="mb-8">
          <EmailLink address={contact} />
        </p>
        <a className="action" href={`/${locale}`}>
          {t('notFound.link')}
        </a>
      </div>
    </main>
  );
}
