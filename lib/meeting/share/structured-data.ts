import type { Locale } from '@/lib/i18n/locale';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { absoluteUrl, noteUrl } from '@/lib/server/urls';
import { isoInMeetingZone } from '@/lib/time/dates';

/**
 * The meeting for search engines and calendar programs: a schema.org `Event` as JSON-LD, with the fields that Google requires and
 * recommends. `offers` and `performer` are left out, because there are no tickets and no performers.
 */
export function eventData(meeting: Meeting, locale: Locale, description: string): object {
  const organizer = [meeting.organizer, meeting.host].map(({ name, short }) => ({
    '@type': 'Organization',
    name: name[locale],
    alternateName: short[locale],
  }));
  return {
    '@context': 'https://schema.org',
    '@type': 'Event',
    name: meeting.fullTitle[locale],
    description,
    startDate: isoInMeetingZone(meeting.startsAt),
    endDate: isoInMeetingZone(meeting.endsAt),
    eventStatus: 'https://schema.org/EventScheduled',
    eventAttendanceMode: 'https://schema.org/OfflineEventAttendanceMode',
    location: {
      '@type': 'Place',
      name: meeting.place[locale],
      address: { '@type': 'PostalAddress', addressLocality: meeting.city[locale], addressCountry: 'AE' },
    },
    organizer,
    inLanguage: locale,
    image: [absoluteUrl(`/${locale}/preview.png`)],
    url: noteUrl(locale),
  };
}

const ESCAPES: Record<string, string> = {
  '<': '\\u003c',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** JSON for a script element. `<` is escaped because `</script>` would end the element; U+2028 and U+2029 end a line in JavaScript. */
export const asScript = (data: object): string =>
  JSON.stringify(data).replace(/[<\u2028\u2029]/g, (character) => ESCAPES[character] ?? character);
