import { randomUUID } from 'node:crypto';
import { connection } from 'next/server';
import { AddToCalendar } from '@/components/add-to-calendar';
import { DeadlineForReader } from '@/components/deadline-for-reader';
import { DecisionForm } from '@/components/decision-form';
import { Email } from '@/components/email';
import { RegistrationFacts } from '@/components/registration-facts';
import { meetingClock } from '@/lib/clock';
import { config } from '@/lib/config';
import { formatTime, formatWeekday } from '@/lib/dates';
import { translator } from '@/lib/i18n/translator';
import { currentMeeting } from '@/lib/meeting';
import { deadlineInWords } from '@/lib/registration/deadline';
import { isConfirmationOpen } from '@/lib/registration/policy';
import { findByLink } from '@/lib/registration/queries';
import { canComeBack } from '@/lib/registration/record';
import { calmMetadata, calmPage, type PageProps } from '../../../calm';
import { Frame } from '../../../frame';
import { pageMetadata } from '../../../page-metadata';
import { submitReturn } from '../actions';
import { deadLink } from './dead-link';

type Props = PageProps<{ token: string }>;

export const generateMetadata = calmMetadata(async ({ params }: Props) => {
  const { locale } = await params;
  const title = translator(locale)('registration.title');
  return pageMetadata({ locale, path: '', title, isPublic: false });
});

const done = ['amended', 'unchanged', 'withdrawn', 'confirmed'] as const;

export default calmPage(async ({ params, searchParams }: Props) => {
  await connection();
  const { locale, token } = await params;
  const registration = await findByLink(token);
  if (!registration) return deadLink(locale);
  const t = translator(locale);
  const meeting = await currentMeeting();
  const deadline = deadlineInWords(meeting, locale);
  const isOpen = isConfirmationOpen(meeting, meetingClock());
  const { status, version } = registration;
  const asked = await searchParams;
  const whatWasDone = done.find((each) => each === asked.done);
  const here = `/${locale}/registration/${token}`;
  return (
    <Frame locale={locale} path={`/registration/${token}`}>
      <div className="prose-width pt-10">
        <h1 className="mb-4 text-3xl">{t('registration.heading')}</h1>
        {whatWasDone && (
          <p role="status" className="notice mb-6">
            {t(`registration.done.${whatWasDone}`)}
          </p>
        )}
        {'changed' in asked && (
          <p role="alert" className="notice notice-error mb-6">
            {t('registration.changed')}
          </p>
        )}
        <p className="mb-4 text-xl font-semibold">{t(`registration.status.${status}`)}</p>
        <p className="mb-6">{t('registration.introduction')}</p>
        <RegistrationFacts registration={registration} locale={locale} none={t('registration.none')} />
        <div className="mt-6">
          {isOpen && status === 'confirmed' && (
            <>
              <p className="mb-4">
                {t('registration.deadline', { deadline: deadline.until })}
                <DeadlineForReader meeting={meeting} locale={locale} />
              </p>
              <p className="flex flex-wrap gap-4">
                <a className="action" href={`${here}/amend`}>
                  {t('registration.amend')}
                </a>
                <a className="action action-quiet" href={`${here}/withdraw`}>
                  {t('registration.withdraw')}
                </a>
              </p>
            </>
          )}
          {isOpen && canComeBack(registration) && (
            <>
              <p className="mb-4">{t('registration.deadlineBack', { deadline: deadline.until })}</p>
              <DecisionForm
                address={here}
                hidden={{ locale, token, formId: randomUUID(), seen: String(version) }}
                submit={t('registration.comeBack')}
                action={submitReturn}
              />
            </>
          )}
          {!isOpen && (
            <p>
              {t('registration.closed', { since: deadline.since })}{' '}
              <Email address={config().secretariatEmail} />
            </p>
          )}
          {isOpen && status === 'withdrawn' && !canComeBack(registration) && (
            <p>
              {t('registration.fixed')} <Email address={config().secretariatEmail} />
            </p>
          )}
        </div>
        <h2 className="mt-10 mb-2 text-xl">{t('registration.when')}</h2>
        <p>
          {t('letters.whenValue', {
            day: formatWeekday(meeting.startsAt, locale),
            from: formatTime(meeting.startsAt),
            to: formatTime(meeting.endsAt),
          })}
        </p>
        <p className="mb-4">{meeting.place[locale]}</p>
        {status === 'confirmed' && <AddToCalendar meeting={meeting} locale={locale} />}
      </div>
    </Frame>
  );
});
