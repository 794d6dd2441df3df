import { EmailLink } from '@/components/ui/email-link';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';

type Props = { locale: Locale; since: string; contact: string };

/** Replaces the form after the deadline: since when confirmation is closed, and whom to ask. */
export function ClosedNotice({ locale, since, contact }: Props) {
  const t = translator(locale);
  return (
    <section className="notice">
      <h2>{t('rsvp.closedPageHeading')}</h2>
      <p className="mb-2">{t('rsvp.closedPage', { since })}</p>
      <p className="mb-2">
        {t('site.contact')}: <EmailLink address={contact} />
      </p>
      <a className="quiet-link" href={`/${locale}`}>
        {t('rsvp.backToNote')}
      </a>
    </section>
  );
}
