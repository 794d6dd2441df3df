import { comma, type Locale, type Localized } from '@/lib/i18n/locale';
import { DAY_MS, instant, later } from './instant';
import { meetingTimeZone } from './zone';

/** Both Arabic names of each month, the Levantine one first, as the United Nations writes them. No ICU locale has the pair. */
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

/** Formats are created on first use and cached: creating one takes a phone some milliseconds. */
function formatOf(option: keyof typeof formatOptions, locale: Locale, timeZone: string): Intl.DateTimeFormat {
  const key = `${option} ${locale} ${timeZone}`;
  const format =
    formats.get(key) ??
    new Intl.DateTimeFormat(formatLocales[locale], { timeZone, ...formatOptions[option] });
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

/** Separates a weekday from its date. The United Nations write a comma in English and none in Arabic. */
const afterWeekday: Localized = { ar: ' ', en: ', ' };

/** The day with its weekday: `الأربعاء 24 كانون الثاني/يناير 2024` or `Wednesday, 24 January 2024`. */
export function formatWeekday(at: Date, locale: Locale, timeZone: string = meetingTimeZone): string {
  const weekday = formatOf('weekday', locale, timeZone).format(at);
  return `${weekday}${afterWeekday[locale]}${formatDay(at, locale, timeZone)}`;
}

/** The time of day on a 24-hour clock, as the note's agenda writes it: `9:00`, `12:30`. The caller names the zone. */
export function formatTime(at: Date, timeZone: string = meetingTimeZone): string {
  const { hour, minute } = partsOf(at, timeZone);
  return `${hour}:${minute}`;
}

/**
 * A zone without a name is shown as its offset, in Arabic after a space. The mark keeps the sign before the digits there: see
 * docs/decisions/040-time-zone-sign.md.
 */
const beforeOffset: Localized = { ar: '\u00a0\u200e$&', en: '$&' };

/** The name of a zone at that time of the year: `توقيت شرق أوروبا الرسمي` or `Eastern European Standard Time`. */
export function zoneName(at: Date, locale: Locale, timeZone: string): string {
  const parts = formatOf('zone', locale, timeZone).formatToParts(at);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
  return name.replace(/[+-](?=\d)/, beforeOffset[locale]);
}

/** Day and time: `15 كانون الثاني/يناير 2024، 10:05` or `15 January 2024, 10:05`. The caller names the zone. */
export function formatMoment(at: Date, locale: Locale, timeZone: string = meetingTimeZone): string {
  return `${formatDay(at, locale, timeZone)}${comma[locale]}${formatTime(at, timeZone)}`;
}

/** A text about an instant or a period, to be filled in with the times of a given zone. */
export type ZonedText = {
  /** The instant, or the start of the period, in ISO 8601. */
  from: string;
  /** The end of the period, in ISO 8601. */
  to?: string;
  /** A text with the placeholder `{times}`, or with `{day}` and `{time}`, and with `{zone}`. */
  text: string;
  locale: Locale;
};

/**
 * Fills in the text with the times of a zone. `{times}` is a range of times alone if the day is the same as in the meeting's zone,
 * otherwise of days and times.
 * @param zone an IANA name such as `Asia/Beirut`
 * @throws RangeError if the device does not know the zone
 */
export function inZone({ from, to = from, text, locale }: ZonedText, zone: string): string {
  const start = new Date(from);
  const end = new Date(to);
  const isOneDay = formatDay(start, locale, zone) === formatDay(end, locale);
  const [first, last] = [start, end].map((at) =>
    isOneDay ? formatTime(at, zone) : formatMoment(at, locale, zone),
  );
  const values: Record<string, string> = {
    times: `${first}${isOneDay ? rangeDash[locale] : ' – '}${last}`,
    day: formatWeekday(start, locale, zone),
    time: formatTime(start, zone),
    zone: zoneName(start, locale, zone),
  };
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

/** Day and time in the meeting's zone for spreadsheets and file names, sortable as text: `2024-01-15 10:05`. */
export function formatCompact(at: Date): string {
  const { year, month, day, hour, minute } = partsOf(at);
  const twoDigits = (n: number) => String(n).padStart(2, '0');
  return `${year}-${twoDigits(month)}-${twoDigits(day)} ${twoDigits(hour)}:${minute}`;
}

/**
 * Separates two times; between two days with times it has spaces in both languages. The en dash has no direction of its own, so the
 * earlier time comes first in both languages; a hyphen would swap the times in Arabic text.
 */
export const rangeDash: Localized = { ar: ' – ', en: '–' };

/** The UTC offset of the meeting's zone at an instant: `+04:00`. */
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
  // Computed twice: on the day of a clock change the first guess may be on the other side of the change.
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

/** Every day from the first to the last, both included, such as `2024-01-25`. Empty if either is missing. */
export function daysBetween(first: string | undefined, last: string | undefined): string[] {
  if (!first || !last) return [];
  const days = [];
  for (let day = first; day <= last; day = isoInMeetingZone(startOfNextDay(day)).slice(0, 10)) days.push(day);
  return days;
}

/** The year in the meeting's zone. */
export const yearOf = (at: Date): number => partsOf(at).year;

/**
 * The last day before the exclusive end `at`, and whether `at` is a midnight. It lets texts say
 * "until the end of Wednesday 24 January" instead of "before 00:00 on Thursday 25 January".
 */
export function lastDayBefore(at: Date): { day: Date; endsAtMidnight: boolean } {
  const { hour, minute } = partsOf(at);
  const endsAtMidnight = hour === 0 && minute === '00';
  return { day: endsAtMidnight ? later(at, -1) : at, endsAtMidnight };
}
