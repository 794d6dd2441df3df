import { comma, type Locale } from '@/lib/i18n/locale';
import { note } from '@/lib/meeting/content/note';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { formatWeekday } from '@/lib/time/dates';

/** Pixels; the size that WhatsApp, X, LinkedIn and Facebook show without cutting. */
export const previewSize = { width: 1200, height: 630 };

/** What stands on the preview picture. Not the deadline: programs keep such a picture for weeks, and it would go stale. */
export type PreviewLines = {
  kind: string;
  title: string;
  day: string;
  place: string;
  organizations: { short: string; name: string }[];
};

export function previewLines(meeting: Meeting, locale: Locale): PreviewLines {
  // The number stays with its sign when the title is broken into lines.
  const number = meeting.numberMark[locale].replaceAll(' ', '\u00a0');
  return {
    kind: note.kind[locale],
    title: `${meeting.title[locale]} ${number}`,
    day: formatWeekday(meeting.startsAt, locale),
    place: meeting.place[locale],
    organizations: [meeting.organizer, meeting.host].map(({ short, name }) => ({
      short: short[locale],
      name: name[locale],
    })),
  };
}

/** The same for those who do not see the picture. */
export function previewText(meeting: Meeting, locale: Locale): string {
  const { kind, title, day, place, organizations } = previewLines(meeting, locale);
  const parts = [kind, title.replaceAll('\u00a0', ' '), day, place, ...organizations.map(({ name }) => name)];
  return parts.join(comma[locale]);
}
