import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { config } from './config';
import type { facts } from './content/facts';
import { formatTime, formatWeekday } from './dates';
import { translator } from './i18n/translator';
import { noteLink } from './links';
import type { Locale } from './locale';

/**
 * The meeting as a calendar file (RFC 5545). Instants are written in UTC: exact in every client, and Dubai has no summer
 * time that a zone would have to describe. It holds no personal link: people share their calendars.
 * @param stamp when this version was made
 */
export function calendarFile(meeting: typeof facts, locale: Locale, stamp: Date): string {
  const calendar = ical({
    prodId: { company: 'ESCWA', product: meeting.id, language: locale.toUpperCase() },
    method: ICalCalendarMethod.PUBLISH,
  });
  const description = translator(locale)('calendar.description', {
    from: formatTime(meeting.startsAt),
    to: formatTime(meeting.endsAt),
    day: formatWeekday(meeting.startsAt, locale),
  });
  calendar.createEvent({
    id: `${meeting.id}@${new URL(config().appUrl).hostname}`,
    stamp,
    start: meeting.startsAt,
    end: meeting.endsAt,
    summary: meeting.fullTitle[locale],
    description: `${description}\n${noteLink(locale)}`,
    location: meeting.place[locale],
    url: noteLink(locale),
    organizer: { name: meeting.organizer.short[locale], email: config().secretariatEmail },
    status: ICalEventStatus.CONFIRMED,
  });
  return calendar.toString();
}
