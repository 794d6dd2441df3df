import { connection } from 'next/server';
import { meetingClock } from '@/lib/clock';
import { formatDay } from '@/lib/dates';
import { translator } from '@/lib/i18n/translator';
import { currentMeeting } from '@/lib/meeting';
import { calmMetadata, calmPage, type PageProps } from '../../calm';
import { Frame } from '../../frame';
import { pageMetadata } from '../../page-metadata';
import { RsvpView } from './rsvp-view';

export const generateMetadata = calmMetadata(async ({ params }: PageProps) => {
  const { locale } = await params;
  const t = translator(locale);
  const day = formatDay((await currentMeeting()).startsAt, locale);
  const description = t('rsvp.description', { day });
  return pageMetadata({ locale, path: '/rsvp', title: t('rsvp.title'), description });
});

export default calmPage(async ({ params }: PageProps) => {
  await connection();
  const { locale } = await params;
  return (
    <Frame locale={locale} path="/rsvp">
      <RsvpView meeting={await currentMeeting()} locale={locale} now={meetingClock()} />
    </Frame>
  );
});
