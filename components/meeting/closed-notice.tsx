import { EmailLink } from '@/components/ui/email-link';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { deadlineInWords } from '@/lib/meeting/deadline';
import type { Phase } from '@/lib/meeting/phase';
import { formatWeekday } from '@/lib/time/dates';

type Props = { locale: Locale; meeting: Meeting; phase: Phase; contact: string };

/** Replaces the form after the deadline: since when confirmation is closed, or that the meeting was held, and whom to ask. */
export function ClosedNotice({ locale, meeting, phase, contact }: Props) {
  const t = translator(locale);
  const isHeld = phase === 'held';
  return (
    <section className="notice">
      <h2>{t(isHeld ? 'invitation.heldHeading' : 'rsvp.closedPageHeading')}</h2>
      <p className="mb-2">
        {isHeld
          ? t('invitation.held', {
              place: meeting.place[locale],
              day: formatWeekday(meeting.startsAt, locale),
            })
          : t('rsvp.closedPage', { since: deadlineInWords(meeting, locale).since })}
      </p>
      <p className="mb-2">
        {t('site.contact')}: <EmailLink address={contact} />
      </p>
      <a className="quiet-link" href={`/${locale}`}>
        {t('rsvp.backToNote')}
      </a>
    </section>
  );
}
