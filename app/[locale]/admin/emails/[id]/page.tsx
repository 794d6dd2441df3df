import type { ReactNode } from 'react';
import { SentEmail } from '@/components/staff/email-preview';
import { eventTitle } from '@/components/staff/event-labels';
import { DeliveryState, MailingLink, Moment } from '@/components/staff/registration-history';
import { TypedText } from '@/components/ui/running-text';
import type { RecordedEvent } from '@/lib/audit/audit';
import { type EmailDetails, findEmail } from '@/lib/email/sent-emails';
import { addressWithList } from '@/lib/registration/list-view';
import { nameIn } from '@/lib/registration/person-name';
import { displayAddress } from '@/lib/text/email-address';
import { type AdminPageContext, adminMetadata, adminPage } from '../../admin';

export const generateMetadata = adminMetadata('admin.email.title');

/** One email of the site, as it was sent: to whom, when, by whom it was caused, its subject and its text. */
export default adminPage<{ id: string }>({ path: ({ id }) => `/admin/emails/${id}` }, async (context) => {
  const { locale, t, params, searchParams } = context;
  const email = await findEmail(params.id);
  if (!email) return null;
  const { kind, registration, mailing, sentAt, sentTo, cause, askedAgain } = email;
  return (
    <>
      {registration && (
        <p className="mb-4">
          <a
            className="quiet-link"
            href={addressWithList(`/${locale}/admin/registrations/${registration.id}`, searchParams.list)}
          >
            {registration.erasedAt ? (
              <bdi className="figures">{registration.reference}</bdi>
            ) : (
              <TypedText text={nameIn(registration, locale)} />
            )}
          </a>
        </p>
      )}
      <h1 className="mb-6 text-3xl">{t(`admin.message.${kind}`)}</h1>
      <dl className="facts mb-8">
        {sentTo && (
          <Fact label={t('admin.email.to')}>
            <bdi dir="ltr" className="break-all">
              {displayAddress(sentTo)}
            </bdi>
          </Fact>
        )}
        <Fact label={t('admin.detail.state')}>
          <DeliveryState message={email} locale={locale} />
        </Fact>
        {sentAt && (
          <Fact label={t('admin.detail.when')}>
            <Moment at={sentAt} locale={locale} />
          </Fact>
        )}
        <Fact label={t('admin.detail.what')}>{eventTitle(cause, locale)}</Fact>
        <Fact label={t('admin.detail.who')}>
          <Who event={cause} context={context} />
        </Fact>
        {askedAgain.map((event) => (
          <Fact key={event.id} label={t('admin.email.askedAgain')}>
            <Who event={event} context={context} /> <Moment at={event.at} locale={locale} />
          </Fact>
        ))}
        {mailing && (
          <Fact label={t('admin.message.mailing')}>
            <MailingLink mailing={mailing} locale={locale} />
          </Fact>
        )}
      </dl>
      <h2 className="mb-3 text-xl">{t('admin.email.asSent')}</h2>
      <Content email={email} context={context} />
    </>
  );
});

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <div>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);

/** Who caused an event; of a member also the email address. */
const Who = ({
  event: { actor, by },
  context: { t },
}: {
  event: RecordedEvent;
  context: AdminPageContext;
}) => (
  <>
    {t(`admin.actor.${actor}`)} {by && <bdi dir="ltr">{displayAddress(by)}</bdi>}
  </>
);

/** The email, or why there is none to be read. */
function Content({ email, context: { t } }: { email: EmailDetails; context: AdminPageContext }) {
  const { sentAt, sentSubject, sentText, sentLanguage, registration } = email;
  if (sentSubject !== null && sentText !== null && sentLanguage !== null) {
    return (
      <SentEmail
        subject={sentSubject}
        text={sentText}
        language={sentLanguage}
        label={t('admin.email.asSent')}
      />
    );
  }
  if (!sentAt) return <p>{t('admin.email.notSent')}</p>;
  return <p>{t(registration?.erasedAt ? 'admin.mailings.textErased' : 'admin.email.notKept')}</p>;
}
