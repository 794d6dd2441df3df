import { comma, type Locale, type Localized } from '@/lib/i18n/locale';
import { DAY_MS, instant, later } from './instant';
import { meetingTimeZone } from './zone';

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

const formatOptions = {
  numbers: {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    hourCycle: 'h23',
  },
  month: { month: 'long' },
  weekday: { weekday: 'long' },
  zone: { timeZoneName: 'long' },
  offset: { timeZoneName: 'longOffset' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;
const formatLocales: Localized = { ar: 'ar-u-nu-latn', en: 'en-GB' };
const formats = new Map<string, Intl.DateTimeFormat>();

/** Made when first asked for, and kept: making one takes a phone some milliseconds, using it none. */
function formatOf(what: keyof typeof formatOptions, locale: Locale, timeZone: string): Intl.DateTimeFormat {
  const key = `${what} ${locale} ${timeZone}`;
  const format =
    formats.get(key) ?? new Intl.DateTimeFormat(formatLocales[locale], { timeZone, ...formatOptions[what] });
  formats.set(key, format);
  return format;
}

function partsOf(at: Date, timeZone: string = meetingTimeZone) {
  const numbers = formatOf('numbers', 'en', timeZone).formatToParts(at);
  const parts = Object.fromEntries(numbers.map(({ type, value }) => [type, value]));
  return {
    year: Number(parts.year),
    month: Number(parts.month),
    day: Number(parts.day),
    hour: Number(parts.hour),
    minute: parts.minute ?? '00',
  };
}

/** The day: `25 كانون الثاني/يناير 2024` or `25 January 2024`. */
export function formatDay(at: Date, locale: Locale, timeZone: string = meetingTimeZone): string {
  const { day, month, year } = partsOf(at, timeZone);
  const name = locale === 'ar' ? arabicMonths[month - 1] : formatOf('month', 'en', timeZone).format(at);
  return `${day} ${name} ${year}`;
}

/** The day with its weekday: `الأربعاء 24 كانون الثاني/يناير 2024` or `Wednesday 24 January 2024`. */
export function formatWeekday(at: Date, locale: Locale, timeZone: string = meetingTimeZone): string {
  return `${formatOf('weekday', locale, timeZone).format(at)} ${formatDay(at, locale, timeZone)}`;
}

/** The time of day, on 24 hours, as the note's agenda writes it: `9:00`, `12:30`. The zone is said beside it. */
export function formatTime(at: Date, timeZone: string = meetingTimeZone): string {
  const { hour, minute } = partsOf(at, timeZone);
  return `${hour}:${minute}`;
}

/** What people call a zone at that time of the year: `توقيت شرق أوروبا الرسمي` or `Eastern European Standard Time`. */
export function zoneName(at: Date, locale: Locale, timeZone: string): string {
  const parts = formatOf('zone', locale, timeZone).formatToParts(at);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
  // A zone without a name is called by its offset, whose sign belongs before the digits in Arabic too.
  return name.replace(/[+-](?=\d)/, '\u200e$&');
}

/** Day and time: `15 كانون الثاني/يناير 2024، 10:05` or `15 January 2024, 10:05`. The zone is said beside it. */
export function formatMoment(at: Date, locale: Locale, timeZone: string = meetingTimeZone): string {
  return `${formatDay(at, locale, timeZone)}${comma[locale]}${formatTime(at, timeZone)}`;
}

/** A moment, or a stretch of time, to be said in the time of some place. */
export type Stretch = {
  /** Instants as ISO 8601 texts. */
  from: string;
  to?: string;
  /** What to say, with `{from}` and `{to}`, or `{day}` and `{time}`, and `{zone}` to be filled in. */
  text: string;
  locale: Locale;
};

/**
 * Times alone where it is the same day as in the meeting's zone, else with their days.
 * @param zone of the IANA database, such as `Asia/Beirut`
 * @throws RangeError where the device does not know the zone
 */
export function inZone({ from, to = from, text, locale }: Stretch, zone: string): string {
  const start = new Date(from);
  const end = new Date(to);
  const isOneDay = formatDay(start, locale, zone) === formatDay(end, locale);
  const moment = (at: Date) => (isOneDay ? formatTime(at, zone) : formatMoment(at, locale, zone));
  const values: Record<string, string> = {
    from: moment(start),
    to: moment(end),
    day: formatWeekday(start, locale, zone),
    time: formatTime(start, zone),
    zone: zoneName(start, locale, zone),
  };
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

/** Day and time in the meeting's zone for spreadsheets and file names, in an order that sorts: `2024-01-15 10:05`. */
export function formatCompact(at: Date): string {
  const { year, month, day, hour, minute } = partsOf(at);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${minute}`;
}

/** Stands between two times. Neutral, so the earlier one comes first in the reading direction; a hyphen would flip them. */
export const rangeDash: Localized = { ar: ' – ', en: '–' };

/** The offset from UTC in the meeting's zone at an instant: `+04:00`. */
export function utcOffset(at: Date): string {
  const parts = formatOf('offset', 'en', meetingTimeZone).formatToParts(at);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return name.replace('GMT', '') || '+00:00';
}

const EPOCH = instant('1970-01-01T00:00Z');

/** ISO 8601 with the offset of the meeting's zone, for `<time datetime>`: `2024-02-13T09:00:00+04:00`. */
export function isoInMeetingZone(at: Date): string {
  const offset = utcOffset(at);
  const offsetMs = EPOCH.getTime() - instant(`1970-01-01T00:00${offset}`).getTime();
  return `${later(at, offsetMs).toISOString().slice(0, 19)}${offset}`;
}

/**
 * A time of day in the meeting's zone as an instant.
 * @param day such as `2024-01-25`
 * @param time such as `09:30`
 * @throws RangeError when there is no such day or time
 */
export function instantInMeetingZone(day: string, time: string): Date {
  const asUtc = instant(`${day}T${time}:00Z`);
  // Twice: on the day of a change the first guess may stand on its other side.
  const guess = instant(`${day}T${time}:00${utcOffset(asUtc)}`);
  return instant(`${day}T${time}:00${utcOffset(guess)}`);
}

/** The first instant of a day in the meeting's zone. @param day such as `2024-01-25` */
export const startOfDay = (day: string): Date => instantInMeetingZone(day, '00:00');

/** The first instant after a day in the meeting's zone. */
export const startOfNextDay = (day: string): Date =>
  startOfDay(
    later(instant(`${day}T00:00:00Z`), DAY_MS)
      .toISOString()
      .slice(0, 10),
  );

/** Every day from one to another, both among them; none where there is no first one. */
export function daysBetween(first: string | undefined, last: string | undefined): string[] {
  if (!first || !last) return [];
  const days = [];
  for (let day = first; day <= last; day = isoInMeetingZone(startOfNextDay(day)).slice(0, 10)) days.push(day);
  return days;
}

/** The year in the meeting's zone. */
export const yearOf = (at: Date): number => partsOf(at).year;

/**
 * The last day on which something that ends (exclusively) at `at` is possible, and the time when it is not a midnight:
 * "until the end of Wednesday 24 January" instead of "before 00:00 on Thursday 25 January".
 */
export function lastDayBefore(at: Date): { day: Date; endsAtMidnight: boolean } {
  const { hour, minute } = partsOf(at);
  const endsAtMidnight = hour === 0 && minute === '00';
  return { day: endsAtMidnight ? later(at, -1) : at, endsAtMidnight };
}
