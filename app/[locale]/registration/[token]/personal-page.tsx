import { after } from 'next/server';
import { cache } from 'react';
import { pageMetadata } from '@/app/_page/metadata';
import { PageLayout } from '@/app/_page/page-layout';
import { type PageProps, withFallbackMetadata } from '@/app/_page/with-error-page';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { deadlineInWords } from '@/lib/meeting/deadline';
import { isConfirmationOpen } from '@/lib/meeting/phase';
import { recordLinkOpened } from '@/lib/registration/participant-actions';
import { findByLink } from '@/lib/registration/queries';
import { setResponseStatus } from '@/lib/server/http-server';
import { log } from '@/lib/server/log';
import { meetingClock } from '@/lib/time/clock';

export type PersonalPageProps = PageProps<{ token: string }>;

/** The registration that the link of this request opens, asked for once for the page and its head. */
const registrationOf = cache(findByLink);

/** What every page behind a personal link begins with; `registration` is `null` for a link that opens nothing. */
export async function openPersonalPage({ params }: PersonalPageProps) {
  const { locale, token } = await params;
  const meeting = await currentMeeting();
  const registration = await registrationOf(token);
  if (registration && !registration.linkOpenedAt) {
    // The page is shown whether or not this can be written down.
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
    isOpen: isConfirmationOpen(meeting, meetingClock()),
    /** The page of the registration itself. */
    registrationPath: `/${locale}/registration/${token}`,
  };
}

/** The head of a page behind a personal link; for a link that opens nothing it does not tell which page was asked for. */
export const personalPageMetadata = (title: 'registration.title' | 'amend.title' | 'withdraw.title') =>
  withFallbackMetadata(async ({ params }: PersonalPageProps) => {
    const { locale, token } = await params;
    const said = translator(locale)((await registrationOf(token)) ? title : 'deadLink.heading');
    return pageMetadata({ locale, path: '', title: said, isPublic: false });
  });

/** One answer, with status 404, for every link that opens nothing, whatever is wrong with it; and the way to a new one. */
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
