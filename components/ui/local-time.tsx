import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { inZone, type Stretch } from '@/lib/time/dates';
import { ReaderTime } from './reader-time';

/** The deadline where the reader is. It is exclusive, so it is said with "before". */
export function DeadlineForReader({ meeting, locale }: { meeting: Meeting; locale: Locale }) {
  const text = translator(locale)('readerTime.deadline', { day: '{day}', time: '{time}', zone: '{zone}' });
  return withRoom({ from: meeting.closesAt.toISOString(), text, locale });
}

/** When the meeting is where the reader is. */
export function MeetingForReader({ meeting, locale }: { meeting: Meeting; locale: Locale }) {
  const text = translator(locale)('readerTime.meeting', { from: '{from}', to: '{to}', zone: '{zone}' });
  return withRoom({
    from: meeting.startsAt.toISOString(),
    to: meeting.endsAt.toISOString(),
    text,
    locale,
  });
}

/** A zone where many readers are, with a long name: what is said there takes as much room as what is said elsewhere. */
const LIKE_OTHERS = 'Africa/Cairo';

const withRoom = (stretch: Stretch) => <ReaderTime stretch={stretch} room={inZone(stretch, LIKE_OTHERS)} />;
