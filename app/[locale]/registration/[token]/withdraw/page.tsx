import { randomUUID } from 'node:crypto';
import { redirect } from 'next/navigation';
import { connection } from 'next/server';
import { hasNotice } from '@/app/_form/notice';
import { PageLayout } from '@/app/_page/page-layout';
import { withErrorPage } from '@/app/_page/with-error-page';
import { failureLabels } from '@/components/form/failure-labels';
import { DecisionForm } from '@/components/registration/decision-form';
import { RegistrationFacts } from '@/components/registration/registration-facts';
import { DeadlineForReader } from '@/components/ui/local-time';
import { translator } from '@/lib/i18n/translator';
import { submitWithdrawal } from '../../actions';
import {
  deadLinkPage,
  openPersonalPage,
  type PersonalPageProps,
  personalPageMetadata,
} from '../personal-page';

export const generateMetadata = personalPageMetadata('withdraw.title');

/** Asks for confirmation before withdrawing. Opening the page changes nothing. */
export default withErrorPage(async (props: PersonalPageProps) => {
  await connection();
  const { locale, token, registration, meeting, deadline, isOpen, registrationPath } =
    await openPersonalPage(props);
  if (!registration) return deadLinkPage(locale);
  const t = translator(locale);
  if (!isOpen || registration.status !== 'confirmed') redirect(registrationPath);
  const query = await props.searchParams;
  const isChanged = 'changed' in query && (await hasNotice(`${registrationPath}/withdraw`, query));
  return (
    <PageLayout locale={locale} path={`/registration/${token}/withdraw`}>
      <div className="prose-width pt-10">
        <h1 className="mb-4 text-3xl">{t('withdraw.title')}</h1>
        {isChanged && (
          <p role="alert" className="notice notice-error mb-6">
            {t('withdraw.changed')}
          </p>
        )}
        <p className="mb-2 text-xl font-semibold">{t('withdraw.question')}</p>
        <p className="mb-6">
          {t('withdraw.explanation', { deadline: deadline.until })}
          <DeadlineForReader meeting={meeting} locale={locale} />
        </p>
        <RegistrationFacts registration={registration} locale={locale} none={t('registration.none')} />
        <div className="mt-8 flex flex-wrap items-start gap-4">
          <DecisionForm
            locale={locale}
            address={`${registrationPath}/withdraw`}
            hidden={{ token, formId: randomUUID(), seen: String(registration.version) }}
            submit={t('withdraw.submit')}
            failureLabels={failureLabels[locale]}
            action={submitWithdrawal}
          />
          <a className="action action-quiet" href={registrationPath}>
            {t('withdraw.keep')}
          </a>
        </div>
      </div>
    </PageLayout>
  );
});
