import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { webCalendarLinks } from '@/lib/meeting/calendar';
import type { Meeting } from '@/lib/meeting/current-meeting';

/** Links that add the meeting to a calendar: a calendar file, Google Calendar and Outlook. */
export function AddToCalendar({ meeting, locale }: { meeting: Meeting; locale: Locale }) {
  const t = translator(locale);
  const { google, outlook } = webCalendarLinks(meeting, locale);
  const links = [
    { href: `/${locale}/meeting.ics`, label: t('calendar.file') },
    { href: google, label: t('calendar.google') },
    { href: outlook, label: t('calendar.outlook') },
  ];
  return (
    <div className="on-screen flex flex-wrap items-baseline gap-x-5">
      <span className="font-alexandria font-medium">{t('calendar.add')}</span>
      <ul className="flex flex-wrap gap-x-5">
        {links.map(({ href, label }) => (
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
