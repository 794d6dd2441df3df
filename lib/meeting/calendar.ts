import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { config } from '@/lib/config';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { agenda } from '@/lib/meeting/content/agenda';
import type { facts } from '@/lib/meeting/content/facts';
import { noteUrl } from '@/lib/server/urls';
import { asciiAddress } from '@/lib/text/email-address';
import { formatTime, formatWeekday, rangeDash } from '@/lib/time/dates';

type Meeting = typeof facts;

/**
 * The meeting as a calendar file (RFC 5545). Times are in UTC, which every client shows correctly; Dubai has no daylight saving
 * time that a time zone would have to describe. It contains no personal link, because people share their calendars.
 * @param stamp when this version of the file was created
 */
export function calendarFile(meeting: Meeting, locale: Locale, stamp: Date): string {
  const calendar = ical({
    prodId: { company: 'ESCWA', product: meeting.id, language: locale.toUpperCase() },
    method: ICalCalendarMethod.PUBLISH,
  });
  calendar.createEvent({
    // The same for both languages: a person who adds both files gets one entry.
    id: `${meeting.id}@${new URL(config().appUrl).hostname}`,
    sequence: meeting.revision,
    stamp,
    start: meeting.startsAt,
    end: meeting.endsAt,
    summary: meeting.fullTitle[locale],
    description: `${description(meeting, locale)}\n\n${agendaAsText(locale)}`,
    location: meeting.place[locale],
    url: noteUrl(locale),
    organizer: { name: meeting.organizer.short[locale], email: asciiAddress(config().secretariatEmail) },
    status: ICalEventStatus.CONFIRMED,
  });
  // RFC 5545, 3.1: every line ends in CRLF, the last one too.
  return `${calendar.toString()}\r\n`;
}

/** The date and time of the meeting in words, and the URL of the note. */
function description(meeting: Meeting, locale: Locale): string {
  const when = translator(locale)('calendar.description', {
    from: formatTime(meeting.startsAt),
    to: formatTime(meeting.endsAt),
    day: formatWeekday(meeting.startsAt, locale),
  });
  return `${when}\n${noteUrl(locale)}`;
}

/** The programme as text, one line for each item and point. The en dash keeps the earlier time first in both directions. */
function agendaAsText(locale: Locale): string {
  const lines = agenda.parts.flatMap(({ heading, slots }) => [
    ...(heading ? [heading[locale]] : []),
    ...slots.flatMap(({ from, to, items }) =>
      items.flatMap(({ title, points = [] }) => [
        `${from}${rangeDash[locale]}${to} ${title?.[locale] ?? ''}`.trim(),
        ...points.map((point) => `• ${point[locale]}`),
      ]),
    ),
  ]);
  return [agenda.heading[locale], ...lines].join('\n');
}

/** Links that add the meeting to Google Calendar and Outlook on the web. Neither company documents the parameters. */
export function webCalendarLinks(meeting: Meeting, locale: Locale): { google: string; outlook: string } {
  const start = meeting.startsAt.toISOString();
  const end = meeting.endsAt.toISOString();
  const compact = (iso: string) => iso.replace(/[-:]|\.\d+/g, '');
  const title = meeting.fullTitle[locale];
  const text = description(meeting, locale);
  const location = meeting.place[locale];
  const google = new URLSearchParams({
    action: 'TEMPLATE',
    text: title,
    dates: `${compact(start)}/${compact(end)}`,
    details: text,
    location,
    ctz: meeting.timeZone,
  });
  const outlook = new URLSearchParams({
    path: '/calendar/action/compose',
    rru: 'addevent',
    subject: title,
    startdt: start,
    enddt: end,
    body: text,
    location,
  });
  return {
    google: `https://calendar.google.com/calendar/render?${google}`,
    // Outlook shows a plus sign if a space is encoded as `+`.
    outlook: `https://outlook.office.com/calendar/0/deeplink/compose?${outlook.toString().replaceAll('+', '%20')}`,
  };
}
