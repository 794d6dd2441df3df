import { EmailLink } from '@/components/ui/email-link';
import { DeadlineForReader } from '@/components/ui/local-time';
import { NoWrap } from '@/components/ui/no-wrap';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { deadlineInWords } from '@/lib/meeting/deadline';
import type { Phase } from '@/lib/meeting/phase';
import { formatTime, formatWeekday } from '@/lib/time/dates';

type Props = { meeting: Meeting; phase: Phase; locale: Locale; contact: string };

/** Invites the reader to confirm. After the deadline it says instead that confirmation is closed, or that the meeting began or ended. */
export function Invitation({ meeting, phase, locale, contact }: Props) {
  const t = translator(locale);
  const deadline = deadlineInWords(meeting, locale);
  if (phase === 'open') {
    return (
      <section className="notice" aria-labelledby="invitation">
        <h2 id="invitation">{t('invitation.openHeading')}</h2>
        <p className="mb-1 font-semibold">
          {t('invitation.open', { deadline: deadline.until })}
          <DeadlineForReader meeting={meeting} locale={locale} />
        </p>
        <p className="mb-4 text-quiet">
          <NoWrap text={t('invitation.openHint')} />
        </p>
        <a className="action w-full sm:w-auto" href={`/${locale}/rsvp`}>
          {t('invitation.openButton')}
        </a>
      </section>
    );
  }
  const text = {
    closed: t('invitation.closed', { since: deadline.since }),
    underWay: t('invitation.underWay', {
      from: formatTime(meeting.startsAt),
      to: formatTime(meeting.endsAt),
    }),
    held: t('invitation.held', {
      place: meeting.place[locale],
      day: formatWeekday(meeting.startsAt, locale),
    }),
  }[phase];
  return (
    <section className="notice" aria-labelledby="invitation">
      <h2 id="invitation">{t(`invitation.${phase}Heading`)}</h2>
      <p>{text}</p>
      {phase === 'closed' && (
        <p className="mt-2">
          <EmailLink address={contact} />
        </p>
      )}
    </section>
  );
}
