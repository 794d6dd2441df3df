import { connection } from 'next/server';
import { pageMetadata } from '@/app/_page/metadata';
import { PageLayout } from '@/app/_page/page-layout';
import { type PageProps, withErrorPage, withFallbackMetadata } from '@/app/_page/with-error-page';
import { translator } from '@/lib/i18n/translator';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { meetingClock } from '@/lib/time/clock';
import { formatDay } from '@/lib/time/dates';
import { RsvpView } from './rsvp-view';

export const generateMetadata = withFallbackMetadata(async ({ params }: PageProps) => {
  const { locale } = await params;
  const t = translator(locale);
  const day = formatDay((await currentMeeting()).startsAt, locale);
  const description = t('rsvp.description', { day });
  return pageMetadata({ locale, path: '/rsvp', title: t('rsvp.title'), description });
});

export default withErrorPage(async ({ params }: PageProps) => {
  await connection();
  const { locale } = await params;
  return (
    <PageLayout locale={locale} path="/rsvp">
      <RsvpView meeting={await currentMeeting()} locale={locale} now={meetingClock()} />
    </PageLayout>
  );
});
