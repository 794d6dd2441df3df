import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { inZone, type ZonedText } from '@/lib/time/dates';
import { ReaderTime } from './reader-time';

/** The deadline in the reader's time zone. It is exclusive, so the text says "before". */
export function DeadlineForReader({ meeting, locale }: { meeting: Meeting; locale: Locale }) {
  const text = translator(locale)('readerTime.deadline', { day: '{day}', time: '{time}', zone: '{zone}' });
  return readerTime({ from: meeting.closesAt.toISOString(), text, locale });
}

/** The time of the meeting in the reader's time zone. */
export function MeetingForReader({ meeting, locale }: { meeting: Meeting; locale: Locale }) {
  const text = translator(locale)('readerTime.meeting', { times: '{times}', zone: '{zone}' });
  return readerTime({
    from: meeting.startsAt.toISOString(),
    to: meeting.endsAt.toISOString(),
    text,
    locale,
  });
}

/**
 * The zone for the text that reserves the room. Its name is long, so that the text in another zone needs no more lines, and many
 * readers are there.
 */
const ROOM_ZONE = 'Africa/Cairo';

const readerTime = (stretch: ZonedText) => (
  <ReaderTime stretch={stretch} placeholder={inZone(stretch, ROOM_ZONE)} />
);
