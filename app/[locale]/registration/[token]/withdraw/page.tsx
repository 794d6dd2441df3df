import { randomUUID } from 'node:crypto';
import { redirect } from 'next/navigation';
import { connection } from 'next/server';
import { DecisionForm } from '@/components/decision-form';
import { RegistrationFacts } from '@/components/registration-facts';
import { meetingClock } from '@/lib/clock';
import { translator } from '@/lib/i18n/translator';
import { currentMeeting } from '@/lib/meeting';
import { deadlineInWords } from '@/lib/registration/deadline';
import { isConfirmationOpen } from '@/lib/registration/policy';
import { findByLink } from '@/lib/registration/queries';
import { calmMetadata, calmPage, type PageProps } from '../../../../calm';
import { Frame } from '../../../../frame';
import { pageMetadata } from '../../../../page-metadata';
import { submitWithdrawal } from '../../actions';
import { deadLink } from '../dead-link';

type Props = PageProps<{ token: string }>;

export const generateMetadata = calmMetadata(async ({ params }: Props) => {
  const { locale } = await params;
  return pageMetadata({ locale, path: '', title: translator(locale)('withdraw.title'), isPublic: false });
});

/** Asks once more; opening it changes nothing. */
export default calmPage(async ({ params, searchParams }: Props) => {
  await connection();
  const { locale, token } = await params;
  const registration = await findByLink(token);
  if (!registration) return deadLink(locale);
  const t = translator(locale);
  const meeting = await currentMeeting();
  const own = `/${locale}/registration/${token}`;
  if (!isConfirmationOpen(meeting, meetingClock()) || registration.status !== 'confirmed') redirect(own);
  return (
    <Frame locale={locale} path={`/registration/${token}/withdraw`}>
      <div className="prose-width pt-10">
        <h1 className="mb-4 text-3xl">{t('withdraw.title')}</h1>
        {'changed' in (await searchParams) && (
          <p role="alert" className="notice notice-error mb-6">
            {t('withdraw.changed')}
          </p>
        )}
        <p className="mb-2 text-xl font-semibold">{t('withdraw.question')}</p>
        <p className="mb-6">
          {t('withdraw.explanation', { deadline: deadlineInWords(meeting, locale).until })}
        </p>
        <RegistrationFacts registration={registration} locale={locale} none={t('registration.none')} />
        <div className="mt-8 flex flex-wrap items-start gap-4">
          <DecisionForm
            address={`${own}/withdraw`}
            hidden={{ locale, token, formId: randomUUID(), seen: String(registration.version) }}
            submit={t('withdraw.submit')}
            action={submitWithdrawal}
          />
          <a className="action action-quiet" href={own}>
            {t('withdraw.keep')}
          </a>
        </div>
      </div>
    </Frame>
  );
});
