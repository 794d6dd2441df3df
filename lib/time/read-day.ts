import { fold } from '@/lib/text/fold';
import { formatDay, startOfDay } from './dates';
import { instant } from './instant';

/** The month of each name: `كانون الثاني/يناير`, either half of it, `January` and `Jan`. Made on first use. */
let monthsByName: Map<string | undefined, number> | undefined;
function monthNamed(folded: string): number | undefined {
  monthsByName ??= new Map(
    Array.from({ length: 12 }, (_, index) => index + 1).flatMap((month) => {
      const inMonth = instant(`2024-${twoDigits(month)}-15T12:00:00Z`);
      const [arabic, english] = (['ar', 'en'] as const).map((locale) =>
        fold(formatDay(inMonth, locale)).replace(/^15 | 2024$/g, ''),
      );
      return [arabic, ...(arabic?.split('/') ?? []), english, english?.slice(0, 3)].map(
        (name): [string | undefined, number] => [name, month],
      );
    }),
  );
  return monthsByName.get(folded.replaceAll(' /', '/').replaceAll('/ ', '/'));
}

const twoDigits = (number: number | string): string => String(number).padStart(2, '0');

const YEAR_FIRST = /^(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})$/;
const DAY_FIRST = /^(?<day>\d{1,2})[-/. ](?<month>\d{1,2})[-/. ](?<year>\d{4})$/;
const IN_WORDS = /^(?:\D*[ ,،])?(?<day>\d{1,2}) (?<name>\D+?),? (?<year>\d{4})$/;

/**
 * Reads a day as people type it: `2024-01-31`, `31/1/2024`, `31 كانون الثاني/يناير 2024`, `31 January 2024`, also with its weekday and
 * in the digits of any script. The day stands before the month, as in both languages of the site.
 * @returns such as `2024-01-31`; `null` for anything else and for a day that does not exist
 */
export function readDay(typed: string): string | null {
  const text = fold(typed);
  const match = YEAR_FIRST.exec(text) ?? DAY_FIRST.exec(text) ?? IN_WORDS.exec(text);
  const { year, month, day, name }: Partial<Record<string, string>> = match?.groups ?? {};
  const number = name === undefined ? month : monthNamed(name);
  if (year === undefined || number === undefined || day === undefined) return null;
  const iso = `${year}-${twoDigits(number)}-${twoDigits(day)}`;
  return isReal(iso) ? iso : null;
}

function isReal(day: string): boolean {
  try {
    startOfDay(day);
    return true;
  } catch {
    return false; // `instant` refuses a day that does not exist
  }
}

/** Reads a time of day on a 24-hour clock, such as `9:00`. @returns such as `09:00`; `null` for anything else */
export function readTime(typed: string): string | null {
  const [, hour = '', minute = ''] = /^(\d{1,2})[:.](\d{2})$/.exec(fold(typed)) ?? [];
  return hour !== '' && Number(hour) < 24 && Number(minute) < 60 ? `${twoDigits(hour)}:${minute}` : null;
}
