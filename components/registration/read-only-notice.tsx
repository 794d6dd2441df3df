import { EmailLink } from '@/components/ui/email-link';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { deadlineInWords } from '@/lib/meeting/deadline';
import { formatDay } from '@/lib/time/dates';

type Props = {
  /** `closed`: the deadline has passed. `held`: the meeting is over. `fixed`: the secretariat withdrew the registration. */
  reason: 'closed' | 'held' | 'fixed';
  meeting: Meeting;
  locale: Locale;
  contact: string;
};

/** Says why the participant can no longer change a registration here, and whom to write to instead. */
export function ReadOnlyNotice({ reason, meeting, locale, contact }: Props) {
  const t = translator(locale);
  const sentences = {
    closed: t('registration.closed', { since: deadlineInWords(meeting, locale).since }),
    held: t('registration.held', { day: formatDay(meeting.startsAt, locale) }),
    fixed: t('registration.fixed'),
  };
  return (
    <p>
      {sentences[reason]} <EmailLink address={contact} />
    </p>
  );
}
