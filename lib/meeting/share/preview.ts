import { comma, type Locale } from '@/lib/i18n/locale';
import { note } from '@/lib/meeting/content/note';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { formatWeekday } from '@/lib/time/dates';

/** In pixels: the size that WhatsApp, X, LinkedIn and Facebook show without cropping. */
export const previewSize = { width: 1200, height: 630 };

/** The words on the preview picture. Not the deadline: programs cache the picture for weeks, and the deadline may be moved. */
export type PreviewLines = {
  kind: string;
  title: string;
  day: string;
  place: string;
  organizations: { short: string; name: string }[];
};

export function previewLines(meeting: Meeting, locale: Locale): PreviewLines {
  // A no-break space keeps the number and its `#` on one line.
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

/** The words of the preview picture as alternative text. */
export function previewText(meeting: Meeting, locale: Locale): string {
  const { kind, title, day, place, organizations } = previewLines(meeting, locale);
  const parts = [kind, title.replaceAll('\u00a0', ' '), day, place, ...organizations.map(({ name }) => name)];
  return parts.join(comma[locale]);
}
