import { randomUUID } from 'node:crypto';
import { connection } from 'next/server';
import { hasNotice } from '@/app/_form/notice';
import { PageLayout } from '@/app/_page/page-layout';
import { withErrorPage } from '@/app/_page/with-error-page';
import { failureLabels } from '@/components/form/failure-labels';
import { AddToCalendar } from '@/components/meeting/add-to-calendar';
import { DecisionForm } from '@/components/registration/decision-form';
import { ReadOnlyNotice } from '@/components/registration/read-only-notice';
import { RegistrationFacts } from '@/components/registration/registration-facts';
import { DeadlineForReader, MeetingForReader } from '@/components/ui/local-time';
import { config } from '@/lib/config';
import { otherLocale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { canComeBack } from '@/lib/registration/changes';
import { formatTime, formatWeekday } from '@/lib/time/dates';
import { submitLanguage, submitReconfirmation } from '../actions';
import {
  deadLinkPage,
  openPersonalPage,
  type PersonalPageProps,
  personalPageMetadata,
} from './personal-page';

export const generateMetadata = personalPageMetadata('registration.title');

/** The values of the `done` parameter. Each message is shown only while the registration has the status that it speaks of. */
const statusAfter = {
  amended: 'confirmed',
  unchanged: 'confirmed',
  withdrawn: 'withdrawn',
  confirmed: 'confirmed',
} as const;

export default withErrorPage(async (props: PersonalPageProps) => {
  await connection();
  const { locale, token, registration, meeting, deadline, phase, isOpen, closedReason, registrationPath } =
    await openPersonalPage(props);
  if (!registration) return deadLinkPage(locale);
  const t = translator(locale);
  const { status, version, language } = registration;
  const isWithdrawnByStaff = status === 'withdrawn' && !canComeBack(registration);
  const readOnlyReason = isOpen ? isWithdrawnByStaff && 'fixed' : closedReason;
  const query = await props.searchParams;
  // What the address says counts only if an action of this browser led here.
  const searchParams = (await hasNotice(registrationPath, query)) ? query : {};
  const done = (Object.keys(statusAfter) as (keyof typeof statusAfter)[]).find(
    (name) => name === searchParams.done && statusAfter[name] === status,
  );
  return (
    <PageLayout locale={locale} path={`/registration/${token}`}>
      <div className="prose-width pt-10">
        <h1 className="mb-4 text-3xl">{t('registration.heading')}</h1>
        {done && (
          <p role="status" className="notice mb-6">
            {t(`registration.done.${done}`)}
          </p>
        )}
        {'changed' in searchParams && (
          <p role="alert" className="notice notice-error mb-6">
            {t('registration.changed')}
          </p>
        )}
        {'late' in searchParams && !isOpen && (
          <p role="alert" className="notice notice-error mb-6">
            {t('registration.late', { since: deadline.since })}
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
                <a className="action" href={`${registrationPath}/amend`}>
                  {t('registration.amend')}
                </a>
                <a className="action action-quiet" href={`${registrationPath}/withdraw`}>
                  {t('registration.withdraw')}
                </a>
              </p>
              <p className="mt-8 mb-3">
                {t('registration.language', { inLanguage: t(`share.inLanguage.${language}`) })}
              </p>
              <DecisionForm
                locale={locale}
                address={registrationPath}
                hidden={{
                  token,
                  formId: randomUUID(),
                  seen: String(version),
                  language: otherLocale(language),
                }}
                failureLabels={failureLabels[locale]}
                submit={t('registration.changeLanguage', {
                  inLanguage: t(`share.inLanguage.${otherLocale(language)}`),
                })}
                isQuiet
                action={submitLanguage}
              />
            </>
          )}
          {isOpen && canComeBack(registration) && (
            <>
              <p className="mb-4">
                {t('registration.deadlineBack', { deadline: deadline.until })}
                <DeadlineForReader meeting={meeting} locale={locale} />
              </p>
              <DecisionForm
                locale={locale}
                address={registrationPath}
                hidden={{ token, formId: randomUUID(), seen: String(version) }}
                submit={t('registration.comeBack')}
                failureLabels={failureLabels[locale]}
                action={submitReconfirmation}
              />
            </>
          )}
          {readOnlyReason && (
            <ReadOnlyNotice
              reason={readOnlyReason}
              meeting={meeting}
              locale={locale}
              contact={config().secretariatEmail}
            />
          )}
        </div>
        <h2 className="mt-10 mb-2 text-xl">{t('registration.when')}</h2>
        <p>
          {t('emails.whenValue', {
            day: formatWeekday(meeting.startsAt, locale),
            from: formatTime(meeting.startsAt),
            to: formatTime(meeting.endsAt),
          })}
          <MeetingForReader meeting={meeting} locale={locale} />
        </p>
        <p className="mb-4">{meeting.place[locale]}</p>
        {status === 'confirmed' && phase !== 'held' && <AddToCalendar meeting={meeting} locale={locale} />}
      </div>
    </PageLayout>
  );
});
