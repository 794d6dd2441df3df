import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { formatTime, formatWeekday, lastDayBefore } from '@/lib/time/dates';
import type { Meeting } from './current-meeting';

/**
 * The deadline as people say it: the last day on which confirming is possible, not the midnight after it.
 * @returns `until`: "until the end of Wednesday …"; `since`: "at the end of Wednesday …", for when it has passed
 */
export function deadlineInWords(
  { closesAt }: Pick<Meeting, 'closesAt'>,
  locale: Locale,
): { until: string; since: string } {
  const t = translator(locale);
  const last = lastDayBefore(closesAt);
  const day = formatWeekday(last.day, locale);
  if (last.endsAtMidnight) {
    return { until: t('deadline.untilEndOf', { day }), since: t('deadline.sinceEndOf', { day }) };
  }
  const time = formatTime(closesAt);
  return { until: t('deadline.untilTime', { day, time }), since: t('deadline.sinceTime', { day, time }) };
}
