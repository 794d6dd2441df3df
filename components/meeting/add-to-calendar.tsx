import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { webCalendarLinks } from '@/lib/meeting/calendar';
import type { Meeting } from '@/lib/meeting/current-meeting';

/** The meeting for the reader's own calendar: as a file, and for the two calendars on the web that most people use. */
export function AddToCalendar({ meeting, locale }: { meeting: Meeting; locale: Locale }) {
  const t = translator(locale);
  const { google, outlook } = webCalendarLinks(meeting, locale);
  const ways = [
    { href: `/${locale}/meeting.ics`, label: t('calendar.file') },
    { href: google, label: t('calendar.google') },
    { href: outlook, label: t('calendar.outlook') },
  ];
  return (
    <div className="on-screen flex flex-wrap items-baseline gap-x-5">
      <span className="font-alexandria font-medium">{t('calendar.add')}</span>
      <ul className="flex flex-wrap gap-x-5">
        {ways.map(({ href, label }) => (
          <li key={href}>
            <a
              className="quiet-link inline-block py-2"
              href={href}
              rel={href.startsWith('https:') ? 'noopener noreferrer' : undefined}
            >
              {label}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
