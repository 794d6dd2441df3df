import { facts } from './content/facts';
import { later } from './instant';
import type { Locale } from './locale';

/** Both names of each month, Levantine first, as the United Nations writes them; no locale of ICU has the pair. */
const arabicMonths = [
  'كانون الثاني/يناير',
  'شباط/فبراير',
  'آذار/مارس',
  'نيسان/أبريل',
  'أيار/مايو',
  'حزيران/يونيو',
  'تموز/يوليو',
  'آب/أغسطس',
  'أيلول/سبتمبر',
  'تشرين الأول/أكتوبر',
  'تشرين الثاني/نوفمبر',
  'كانون الأول/ديسمبر',
] as const;

const { timeZone } = facts;
const numbers = new Intl.DateTimeFormat('en-GB', {
  timeZone,
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  hourCycle: 'h23',
});
const monthNames = new Intl.DateTimeFormat('en-GB', { timeZone, month: 'long' });
const weekdayNames = {
  ar: new Intl.DateTimeFormat('ar', { timeZone, weekday: 'long' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'long' }),
};

function inDubai(at: Date) {
  const parts = Object.fromEntries(numbers.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    year: Number(parts.year),
    month: Number(parts.month),
    day: Number(parts.day),
    hour: Number(parts.hour),
    minute: parts.minute ?? '00',
  };
}

/** The day in Dubai: `25 كانون الثاني/يناير 2024` or `25 January 2024`. */
export function formatDay(at: Date, locale: Locale): string {
  const { day, month, year } = inDubai(at);
  const name = locale === 'ar' ? arabicMonths[month - 1] : monthNames.format(at);
  return `${day} ${name} ${year}`;
}

/** The day in Dubai with its weekday: `الأربعاء 24 كانون الثاني/يناير 2024` or `Wednesday 24 January 2024`. */
export function formatWeekday(at: Date, locale: Locale): string {
  return `${weekdayNames[locale].format(at)} ${formatDay(at, locale)}`;
}

/** The time of day in Dubai, on 24 hours, as the note's agenda writes it: `9:00`, `12:30`. The zone is said beside it. */
export function formatTime(at: Date): string {
  const { hour, minute } = inDubai(at);
  return `${hour}:${minute}`;
}

/** Day and time in Dubai: `15 كانون الثاني/يناير 2024، 10:05` or `15 January 2024, 10:05`. The zone is said beside it. */
export function formatMoment(at: Date, locale: Locale): string {
  return `${formatDay(at, locale)}${locale === 'ar' ? '،' : ','} ${formatTime(at)}`;
}

/** Day and time in Dubai for spreadsheets and file names, in an order that sorts: `2024-01-15 10:05`. */
export function formatCompact(at: Date): string {
  const { year, month, day, hour, minute } = inDubai(at);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${minute}`;
}

/** ISO 8601 with Dubai's offset, for `<time datetime>`: `2024-02-13T09:00:00+04:00`. Dubai has no summer time. */
export function isoInDubai(at: Date): string {
  return `${later(at, 4 * 60 * 60 * 1000)
    .toISOString()
    .slice(0, 19)}+04:00`;
}

/** The year in Dubai. */
export const yearOf = (at: Date): number => inDubai(at).year;

/**
 * The last day on which something that ends (exclusively) at `at` is possible, and the time when it is not a midnight:
 * "until the end of Wednesday 24 January" instead of "before 00:00 on Thursday 25 January".
 */
export function lastDayBefore(at: Date): { day: Date; endsAtMidnight: boolean } {
  const { hour, minute } = inDubai(at);
  const endsAtMidnight = hour === 0 && minute === '00';
  return { day: endsAtMidnight ? later(at, -1) : at, endsAtMidnight };
}
