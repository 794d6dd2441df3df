import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { deadlineInWords } from '@/lib/meeting/deadline';
import { phaseOf } from '@/lib/meeting/phase';
import { formatDay } from '@/lib/time/dates';

/** What somebody reads who filled in the form too late: confirmation is closed, or the meeting was held. */
export function closedRefusal(
  meeting: Meeting,
  locale: Locale,
  now: Date,
): { heading: string; text: string } {
  const t = translator(locale);
  if (phaseOf(meeting, now) === 'held') {
    const day = formatDay(meeting.startsAt, locale);
    return { heading: t('rsvp.heldHeading'), text: t('rsvp.heldSent', { day }) };
  }
  const { since } = deadlineInWords(meeting, locale);
  return { heading: t('rsvp.closedHeading'), text: t('rsvp.closed', { since }) };
}
