import type { Locale } from '@/lib/i18n/locale';
import { countryName } from '@/lib/meeting/content/countries';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { noteUrl, personalUrl } from '@/lib/server/urls';
import { formatTime, formatWeekday } from '@/lib/time/dates';
import type { Registration } from '@/prisma/client/client';

/** What the text of a letter to many may leave to each recipient, in braces. */
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

const SIGN = /\{([^{}]*)\}/g;

/** What stands in braces and is none of them, each once. */
export function unknownIn(text: string): string[] {
  const names = [...text.matchAll(SIGN)].map(([, name = '']) => name);
  return [...new Set(names.filter((name) => !placeholders.some((each) => each === name)))];
}

/** What each of them stands for in one recipient's letter; empty where nothing is recorded. */
export function valuesFor(
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

/** The text with each placeholder's value in its place. */
export const filled = (text: string, values: Record<Placeholder, string>): string =>
  text.replace(SIGN, (sign, name: string) => values[name as Placeholder] ?? sign);
