import type { Locale } from '@/lib/i18n/locale';
import { countryName } from '@/lib/meeting/content/countries';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { noteUrl, personalUrl } from '@/lib/server/urls';
import { formatTime, formatWeekday } from '@/lib/time/dates';
import type { Registration } from '@/prisma/client/client';

/** The names that the text of a mailing may have in braces. Each recipient's email has the recipient's value in their place. */
export const placeholders = [
  'name',
  'jobTitle',
  'organization',
  'country',
  'presentation',
  'reference',
  'date',
  'time',
  'place',
  'noteLink',
  'personalLink',
] as const;
export type Placeholder = (typeof placeholders)[number];

const IN_BRACES = /\{([^{}]*)\}/g;

/** The names in braces that are no placeholders, each once. */
export function unknownPlaceholders(text: string): string[] {
  const names = [...text.matchAll(IN_BRACES)].map(([, name = '']) => name);
  return [...new Set(names.filter((name) => !placeholders.some((placeholder) => placeholder === name)))];
}

/** The value of each placeholder for one recipient; an empty text where nothing is recorded. */
export function placeholderValues(
  registration: Registration,
  meeting: Meeting,
  locale: Locale,
): Record<Placeholder, string> {
  const { id, linkVersion, fullName, jobTitle, organization, country, presentationTitle, reference } =
    registration;
  return {
    name: fullName,
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
  text.replace(IN_BRACES, (original, name: string) => values[name as Placeholder] ?? original);
