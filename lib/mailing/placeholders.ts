import type { Locale, Localized } from '@/lib/i18n/locale';
import { countryName } from '@/lib/meeting/content/countries';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { nameIn } from '@/lib/registration/person-name';
import { noteUrl, personalUrl } from '@/lib/server/urls';
import { formatTime, formatWeekday } from '@/lib/time/dates';
import type { Registration } from '@/prisma/client/client';

/**
 * The names that the text of a mailing may have in braces, in both languages; either may stand in either text. Each recipient's email has
 * the recipient's value in their place.
 */
const names = {
  name: { ar: 'الاسم', en: 'name' },
  jobTitle: { ar: 'المسمى الوظيفي', en: 'jobTitle' },
  organization: { ar: 'الجهة', en: 'organization' },
  country: { ar: 'الدولة', en: 'country' },
  presentation: { ar: 'العرض', en: 'presentation' },
  reference: { ar: 'الرقم المرجعي', en: 'reference' },
  date: { ar: 'التاريخ', en: 'date' },
  time: { ar: 'الوقت', en: 'time' },
  place: { ar: 'المكان', en: 'place' },
  noteLink: { ar: 'رابط المذكرة', en: 'noteLink' },
  personalLink: { ar: 'الرابط الشخصي', en: 'personalLink' },
} as const satisfies Record<string, Localized>;
export type Placeholder = keyof typeof names;
export const placeholders = Object.keys(names) as Placeholder[];

const placeholderByName = new Map(
  placeholders.flatMap((placeholder) =>
    Object.values(names[placeholder]).map((name): [string, Placeholder] => [name, placeholder]),
  ),
);

/** A placeholder as it is written in a text: `{الاسم}` or `{name}`. */
export const inBraces = (placeholder: Placeholder, locale: Locale): string =>
  `{${names[placeholder][locale]}}`;

const IN_BRACES = /\{([^{}]*)\}/g;

/** The placeholder of a name in either language. Text that was copied may have invisible characters in it, which do not count. */
const placeholderNamed = (name: string): Placeholder | undefined =>
  placeholderByName.get(name.replace(/\p{Cf}/gu, ''));

/** All names in braces, as they are written. */
const namesIn = (text: string): string[] => [...text.matchAll(IN_BRACES)].map(([, name = '']) => name);

/** The names in braces that are no placeholders, each once. */
export const unknownPlaceholders = (text: string): string[] => [
  ...new Set(namesIn(text).filter((name) => placeholderNamed(name) === undefined)),
];

/** The placeholders in a text, each once. */
export const placeholdersIn = (text: string): Set<Placeholder> =>
  new Set(namesIn(text).flatMap((name) => placeholderNamed(name) ?? []));

/** The value of each placeholder for one recipient; an empty text where nothing is recorded. */
export function placeholderValues(
  registration: Registration,
  meeting: Meeting,
  locale: Locale,
): Record<Placeholder, string> {
  const { id, linkVersion, jobTitle, organization, country, presentationTitle, reference } = registration;
  return {
    name: nameIn(registration, locale),
    jobTitle,
    organization: organization ?? '',
    country: country ? countryName(country, locale) : '',
    presentation: presentationTitle ?? '',
    reference,
    date: formatWeekday(meeting.startsAt, locale),
    time: formatTime(meeting.startsAt),
    place: meeting.place[locale],
    noteLink: noteUrl(locale),
    personalLink: personalUrl({ registrationId: id, version: linkVersion }, locale),
  };
}

/** The text with the values in place of the placeholders. */
export const fillPlaceholders = (text: string, values: Record<Placeholder, string>): string =>
  text.replace(IN_BRACES, (original, name: string) => {
    const placeholder = placeholderNamed(name);
    return placeholder === undefined ? original : values[placeholder];
  });
