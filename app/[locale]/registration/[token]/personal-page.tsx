import { after } from 'next/server';
import { cache } from 'react';
import { pageMetadata } from '@/app/_page/metadata';
import { PageLayout } from '@/app/_page/page-layout';
import { type PageProps, withFallbackMetadata } from '@/app/_page/with-error-page';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { deadlineInWords } from '@/lib/meeting/deadline';
import { phaseOf } from '@/lib/meeting/phase';
import { recordLinkOpened } from '@/lib/registration/participant-actions';
import { findByLink } from '@/lib/registration/queries';
import { log } from '@/lib/server/log';
import { setResponseStatus } from '@/lib/server/request-context';
import { meetingClock } from '@/lib/time/clock';

export type PersonalPageProps = PageProps<{ token: string }>;

/** The registration that a link opens. `cache` asks the database once per request, for the page and its metadata. */
const registrationByToken = cache(findByLink);

/**
 * Loads what every page behind a personal link needs, and records the first time that the link is opened.
 * @returns `registration` is `null` where the link opens no registration
 */
export async function openPersonalPage({ params }: PersonalPageProps) {
  const { locale, token } = await params;
  const meeting = await currentMeeting();
  const phase = phaseOf(meeting, meetingClock());
  const registration = await registrationByToken(token);
  if (registration && !registration.linkOpenedAt) {
    // After the response: the page is shown even if this fails.
    after(() =>
      recordLinkOpened(registration.link, meetingClock).catch((error) =>
        log.error({ event: 'link-opening.failed', err: error }),
      ),
    );
  }
  return {
    locale,
    token,
    registration,
    meeting,
    deadline: deadlineInWords(meeting, locale),
    phase,
    isOpen: phase === 'open',
    /** Why a registration can no longer be changed with its link, once confirmation is closed. */
    closedReason: phase === 'held' ? ('held' as const) : ('closed' as const),
    /** The path of the registration's main page. */
    registrationPath: `/${locale}/registration/${token}`,
  };
}

/** The metadata of a page behind a personal link. All pages have the same title where the link opens no registration. */
export const personalPageMetadata = (title: 'registration.title' | 'amend.title' | 'withdraw.title') =>
  withFallbackMetadata(async ({ params }: PersonalPageProps) => {
    const { locale, token } = await params;
    const registration = await registrationByToken(token);
    const pageTitle = translator(locale)(registration ? title : 'deadLink.heading');
    return pageMetadata({ locale, path: '', title: pageTitle, isPublic: false });
  });

/**
 * The page for a link that opens no registration, with status 404 and a way to request a new link. It is the same for every
 * cause, so that it tells nothing about registrations.
 */
export function deadLinkPage(locale: Locale) {
  setResponseStatus(404);
  const t = translator(locale);
  return (
    <PageLayout locale={locale} path="/registration">
      <div className="prose-width pt-10">
        <h1 className="mb-4 text-3xl">{t('deadLink.heading')}</h1>
        <p className="mb-8">{t('deadLink.text')}</p>
        <a className="action" href={`/${locale}/registration`}>
          {t('deadLink.link')}
        </a>
      </div>
    </PageLayout>
  );
}
