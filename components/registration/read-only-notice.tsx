import { EmailLink } from '@/components/ui/email-link';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';

type Props = {
  /** `closed`: the deadline has passed. `fixed`: the secretariat withdrew the registration. */
  reason: 'closed' | 'fixed';
  /** When confirmation closed, in words. */
  since: string;
  locale: Locale;
  contact: string;
};

/** Says why the participant can no longer change a registration here, and whom to write to instead. */
export function ReadOnlyNotice({ reason, since, locale, contact }: Props) {
  const t = translator(locale);
  return (
    <p>
      {reason === 'closed' ? t('registration.closed', { since }) : t('registration.fixed')}{' '}
      <EmailLink address={contact} />
    </p>
  );
}
