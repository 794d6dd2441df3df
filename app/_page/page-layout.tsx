import type { ReactNode } from 'react';
import { SiteFooter } from '@/components/layout/site-footer';
import { SiteHeader } from '@/components/layout/site-header';
import { config } from '@/lib/config';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { isConfirmationOpen } from '@/lib/meeting/phase';
import { meetingClock } from '@/lib/time/clock';
import { yearOf } from '@/lib/time/dates';
import { ClockLine } from './clock-line';

type Props = {
  locale: Locale;
  /** The path of this page without the language prefix; `''` for the note. */
  path: string;
  /** Uses the whole width of the screen, for wide tables. */
  isWide?: boolean;
  children: ReactNode;
};

/** The frame of every page: skip link, header, main area, footer. */
export async function PageLayout({ locale, path, isWide = false, children }: Props) {
  const t = translator(locale);
  const now = meetingClock();
  return (
    <>
      <a
        href="#content"
        className="absolute start-2 top-2 z-10 -translate-y-24 bg-page px-4 py-2 focus:translate-y-0"
      >
        {t('site.skip')}
      </a>
      <SiteHeader locale={locale} path={path} isOpen={isConfirmationOpen(await currentMeeting(), now)}>
        <ClockLine locale={locale} />
      </SiteHeader>
      <main
        id="content"
        tabIndex={-1}
        className={`page-width outline-none ${isWide ? 'page-width-wide' : ''}`}
      >
        {children}
      </main>
      <SiteFooter locale={locale} contact={config().secretariatEmail} year={yearOf(now)} />
    </>
  );
}
