import { EmailLink } from '@/components/ui/email-link';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';

type Props = {
  /** The deadline has passed, or the secretariat withdrew it. */
  reason: 'closed' | 'fixed';
  /** Since when it is closed, in words. */
  since: string;
  locale: Locale;
  contact: string;
};

/** Why a registration cannot be changed any more on these pages, and whom to write to instead. */
export function ReadOnlyNotice({ reason, since, locale, contact }: Props) {
  const t = translator(locale);
  return (
    <p>
      {reason === 'closed' ? t('registration.closed', { since }) : t('registration.fixed')}{' '}
      <EmailLink address={contact} />
    </p>
  );
}
