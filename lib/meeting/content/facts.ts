import type { Localized } from '@/lib/i18n/locale';
import { instant } from '@/lib/time/instant';
import { meetingTimeZone } from '@/lib/time/zone';

const city = { ar: 'دبي', en: 'Dubai' } satisfies Localized;
const country = { ar: 'الإمارات العربية المتحدة', en: 'United Arab Emirates' } satisfies Localized;

/** The facts of the meeting as the note states them. No other file repeats them. */
export const facts = {
  /** The id of the meeting in the database; every registration refers to it. */
  id: 'arab-egov-directors-11',
  /** The prefix of registration references. */
  referencePrefix: 'AEG11',
  number: 11,
  /** Must be raised when a fact in the calendar file changes: calendars keep the higher one (RFC 5545, 3.8.7.4). */
  revision: 1,

  title: {
    ar: 'اجتماع مديري الحكومة الإلكترونية العرب',
    en: 'Meeting of Arab E-Government Directors',
  } satisfies Localized,
  /** The number as the note writes it after the title. */
  numberMark: { ar: '# 11', en: '#11' } satisfies Localized,
  /** For running text, emails and the calendar. */
  fullTitle: {
    ar: 'الاجتماع الحادي عشر لمديري الحكومة الإلكترونية العرب',
    en: 'Eleventh Meeting of Arab E-Government Directors',
  } satisfies Localized,

  timeZone: meetingTimeZone,
  startsAt: instant('2024-02-13T09:00:00+04:00'),
  endsAt: instant('2024-02-13T12:30:00+04:00'),
  /**
   * The first instant at which confirming is no longer possible. The note asks for confirmation "before 25 January 2024", so it is
   * the beginning of that day.
   */
  closesAt: instant('2024-01-25T00:00:00+04:00'),

  city,
  place: {
    ar: `${city.ar} – ${country.ar}`,
    en: `${city.en}, ${country.en}`,
  } satisfies Localized,

  organizer: {
    name: {
      ar: 'اللجنة الاقتصادية والاجتماعية لغربي آسيا',
      en: 'Economic and Social Commission for Western Asia',
    } satisfies Localized,
    short: { ar: 'الإسكوا', en: 'ESCWA' } satisfies Localized,
  },
  host: {
    name: {
      ar: 'هيئة تنظيم الاتصالات والحكومة الرقمية',
      en: 'Telecommunications and Digital Government Regulatory Authority',
    } satisfies Localized,
    short: { ar: 'تدرا', en: 'TDRA' } satisfies Localized,
    country,
  },
};

/** Earlier meetings with registrations in the database. Their data are kept for `RETENTION_DAYS` after their own end. */
export const earlierMeetings: { id: string; endsAt: Date }[] = [];
