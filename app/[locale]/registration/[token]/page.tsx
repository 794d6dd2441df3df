import { notFound } from 'next/navigation';
import { connection } from 'next/server';
import { Email } from '@/components/email';
import { RegistrationFacts } from '@/components/registration-facts';
import { config } from '@/lib/config';
import { formatTime, formatWeekday } from '@/lib/dates';
import { translator } from '@/lib/i18n/translator';
import { currentMeeting } from '@/lib/meeting';
import { findByLink } from '@/lib/registration/queries';
import { calmMetadata, calmPage, type PageProps } from '../../../calm';
import { Frame } from '../../../frame';
import { pageMetadata } from '../../../page-metadata';

type Props = PageProps<{ token: string }>;

export const generateMetadata = calmMetadata(async ({ params }: Props) => {
  const { locale } = await params;
  const title = translator(locale)('registration.title');
  return pageMetadata({ locale, path: '', title, isPublic: false });
});

export default calmPage(async ({ params }: Props) => {
  await connection();
  const { locale, token } = await params;
  const registration = await findByLink(token);
  if (!registration) notFound();
  const t = translator(locale);
  const meeting = await currentMeeting();
  return (
    <Frame locale={locale} path={`/registration/${token}`}>
      <div className="prose-width pt-10">
        <h1 className="mb-4 text-3xl">{t('registration.heading')}</h1>
        <p className="notice mb-6 font-semibold">{t(`registration.status.${registration.status}`)}</p>
        <p className="mb-6">{t('registration.introduction')}</p>
        <RegistrationFacts registration={registration} locale={locale} none={t('registration.none')} />
        <h2 className="mt-8 mb-2 text-xl">{t('registration.when')}</h2>
        <p>
          {t('letters.whenValue', {
            day: formatWeekday(meeting.startsAt, locale),
            from: formatTime(meeting.startsAt),
            to: formatTime(meeting.endsAt),
          })}
        </p>
        <p className="mb-8">{meeting.place[locale]}</p>
        <p>
          {t('registration.change')} <Email address={config().secretariatEmail} />
        </p>
      </div>
    </Frame>
  );
});
