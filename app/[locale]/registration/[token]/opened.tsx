import { after } from 'next/server';
import { cache } from 'react';
import { meetingClock } from '@/lib/clock';
import { answerWithStatus } from '@/lib/edge';
import { translator } from '@/lib/i18n/translator';
import type { Locale } from '@/lib/locale';
import { log } from '@/lib/log';
import { currentMeeting } from '@/lib/meeting';
import { noteOpening } from '@/lib/registration/by-link';
import { deadlineInWords } from '@/lib/registration/deadline';
import { isConfirmationOpen } from '@/lib/registration/policy';
import { findByLink } from '@/lib/registration/queries';
import { calmMetadata, type PageProps } from '../../../calm';
import { Frame } from '../../../frame';
import { pageMetadata } from '../../../page-metadata';

export type OwnPageProps = PageProps<{ token: string }>;

/** The registration that the link of this request opens, asked for once for the page and its head. */
const openedBy = cache(findByLink);

/** What every page behind a personal link begins with; `registration` is `null` for a link that opens nothing. */
export async function opening({ params }: OwnPageProps) {
  const { locale, token } = await params;
  const meeting = await currentMeeting();
  const registration = await openedBy(token);
  if (registration && !registration.linkOpenedAt) {
    // The page is shown whether or not this can be written down.
    after(() =>
      noteOpening(registration.link, meetingClock).catch((error) =>
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
    own: `/${locale}/registration/${token}`,
  };
}

/** The head of a page behind a personal link; for a link that opens nothing it does not tell which page was asked for. */
export const ownMetadata = (title: 'registration.title' | 'amend.title' | 'withdraw.title') =>
  calmMetadata(async ({ params }: OwnPageProps) => {
    const { locale, token } = await params;
    const said = translator(locale)((await openedBy(token)) ? title : 'deadLink.heading');
    return pageMetadata({ locale, path: '', title: said, isPublic: false });
  });

/** One answer, with status 404, for every link that opens nothing, whatever is wrong with it; and the way to a new one. */
export function deadLink(locale: Locale) {
  answerWithStatus(404);
  const t = translator(locale);
  return (
    <Frame locale={locale} path="/registration">
      <div className="prose-width pt-10">
        <h1 className="mb-4 text-3xl">{t('deadLink.heading')}</h1>
        <p className="mb-8">{t('deadLink.text')}</p>
        <a className="action" href={`/${locale}/registration`}>
          {t('deadLink.link')}
        </a>
      </div>
    </Frame>
  );
}
