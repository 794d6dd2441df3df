import { randomUUID } from 'node:crypto';
import { connection } from 'next/server';
import { participantFormLabels } from '@/app/_form/form-labels';
import { PageLayout } from '@/app/_page/page-layout';
import { withErrorPage } from '@/app/_page/with-error-page';
import { ParticipantForm } from '@/components/registration/participant-form';
import { ReadOnlyNotice } from '@/components/registration/read-only-notice';
import { DeadlineForReader } from '@/components/ui/local-time';
import { config } from '@/lib/config';
import { translator } from '@/lib/i18n/translator';
import { arabStatesInOrder, countryName } from '@/lib/meeting/content/countries';
import { canComeBack } from '@/lib/registration/changes';
import { formValuesOf } from '@/lib/registration/field-values';
import { submitAmendment } from '../../actions';
import { closedRefusal, withdrawnRefusal } from '../../amend-refusal';
import {
  deadLinkPage,
  openPersonalPage,
  type PersonalPageProps,
  personalPageMetadata,
} from '../personal-page';

export const generateMetadata = personalPageMetadata('amend.title');

export default withErrorPage(async (props: PersonalPageProps) => {
  await connection();
  const { locale, token, registration, deadline, meeting, isOpen, closedReason, registrationPath } =
    await openPersonalPage(props);
  if (!registration) return deadLinkPage(locale);
  const t = translator(locale);
  const canAmend = isOpen && registration.status === 'confirmed';
  const contact = config().secretariatEmail;
  // A participant who withdrew can confirm again and then amend. In all other cases only the secretariat can make changes.
  const readOnlyNotice =
    isOpen && canComeBack(registration) ? (
      <p>{t('amend.withdrawn')}</p>
    ) : (
      <ReadOnlyNotice
        reason={isOpen ? 'fixed' : closedReason}
        meeting={meeting}
        locale={locale}
        contact={contact}
      />
    );
  const backLink = (
    <p className="mt-8">
      <a className="quiet-link" href={registrationPath}>
        {t('registration.back')}
      </a>
    </p>
  );
  return (
    <PageLayout locale={locale} path={`/registration/${token}/amend`}>
      <div className="prose-width pt-10">
        <h1 className="mb-4 text-3xl">{t('amend.title')}</h1>
        <ParticipantForm
          locale={locale}
          address={`${registrationPath}/amend`}
          hidden={{ token }}
          isAddressFixed
          labels={participantFormLabels(locale, {
            title: t('amend.title'),
            submit: t('amend.submit'),
            submitting: t('amend.submitting'),
            emailHint: t('amend.emailHint'),
            closedContact: t('amend.closedContact'),
          })}
          countries={countriesFor(registration.country, locale)}
          contact={contact}
          initial={{
            attempt: 0,
            formId: randomUUID(),
            values: formValuesOf(registration),
            errors: [],
            expectedVersion: registration.version,
          }}
          action={submitAmendment}
          introduction={
            canAmend && (
              <p className="mb-8">
                {t('amend.introduction', { deadline: deadline.until })}
                <DeadlineForReader meeting={meeting} locale={locale} />
              </p>
            )
          }
          closed={
            canAmend
              ? null
              : {
                  ...(isOpen ? withdrawnRefusal(registration, locale) : closedRefusal(meeting, locale)),
                  notice: <div className="notice">{readOnlyNotice}</div>,
                }
          }
        />
        {backLink}
      </div>
    </PageLayout>
  );
});

/** The Arab States, and the recorded country if it is another one, so that saving the form does not lose it. */
function countriesFor(recorded: string | null, locale: Parameters<typeof arabStatesInOrder>[0]) {
  const states = arabStatesInOrder(locale);
  if (!recorded || states.some(({ code }) => code === recorded)) return states;
  return [...states, { code: recorded, name: countryName(recorded, locale) }];
}
