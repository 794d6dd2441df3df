import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { formatDay, formatTime, formatWeekday, lastDayBefore } from '@/lib/time/dates';
import type { Meeting } from './current-meeting';
import type { DeadlineMark } from './move-deadline';

/**
 * The deadline in words. It names the last day on which confirming is possible, not the midnight after it.
 * @returns `until`: "until the end of Wednesday …"; `since`, for use after the deadline: "at the end of Wednesday …"
 */
export function deadlineInWords(
  { closesAt }: Pick<Meeting, 'closesAt'>,
  locale: Locale,
): { until: string; since: string } {
  const t = translator(locale);
  const lastDay = lastDayBefore(closesAt);
  const day = formatWeekday(lastDay.day, locale);
  if (lastDay.endsAtMidnight) {
    return { until: t('deadline.untilEndOf', { day }), since: t('deadline.sinceEndOf', { day }) };
  }
  const time = formatTime(closesAt);
  return { until: t('deadline.untilTime', { day, time }), since: t('deadline.sinceTime', { day, time }) };
}

/** The mark of a moved deadline in words: "extended from 25 January 2024 on 20 January 2024", by the days that the note names. */
export function deadlineMarkInWords(
  { closesAt }: Pick<Meeting, 'closesAt'>,
  { from, at }: DeadlineMark,
  locale: Locale,
): string {
  const days = { from: formatDay(from, locale), at: formatDay(at, locale) };
  return translator(locale)(closesAt > from ? 'deadline.extended' : 'deadline.broughtForward', days);
}
