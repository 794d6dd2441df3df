import { translator } from '@/lib/i18n/translator';
import type { Locale } from '@/lib/locale';
import type { Meeting } from '@/lib/meeting';
import { ReaderTime } from './reader-time';

/** The deadline where the reader is. It is exclusive, so it is said with "before". */
export function DeadlineForReader({ meeting, locale }: { meeting: Meeting; locale: Locale }) {
  const words = translator(locale)('readerTime.deadline', { day: '{day}', time: '{time}', zone: '{zone}' });
  return <ReaderTime from={meeting.closesAt.toISOString()} words={words} locale={locale} />;
}
