import { adminFormLabels } from '@/app/_form/form-labels';
import { AdminForm } from '@/components/staff/admin-form';
import { EmailPreview } from '@/components/staff/email-preview';
import { Progress } from '@/components/ui/progress';
import { TypedText } from '@/components/ui/running-text';
import { ChangingText } from '@/components/ui/changing-text';
import { config } from '@/lib/config';
import { findMailing, findRecipient, missingValues, progressOf, recipientsOf } from '@/lib/mailing/mailing';
import { mailingParts } from '@/lib/mailing/mailing-email';
import { placeholders } from '@/lib/mailing/placeholders';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import type { Mailing } from '@/prisma/client/client';
import { type AdminPageContext, adminMetadata, adminPage } from '../../admin';
import { AutoRefresh } from '../../auto-refresh';
import { submitDraftDeletion, submitRetry, submitStop, submitTest, submitText } from '../actions';

export const generateMetadata = adminMetadata('admin.mailings.heading');

type Props = { context: AdminPageContext<{ id: string }>; mailing: Mailing };

export default adminPage<{ id: string }>({ path: ({ id }) => `/admin/letters/${id}` }, async (context) => {
  const { locale, t, searchParams, params } = context;
  const mailing = await findMailing(params.id);
  if (!mailing) return null;
  const done = (['saved', 'tested'] as const).find((notice) => notice === searchParams.done);
  return (
    <>
      <p className="mb-4">
        <a className="quiet-link" href={`/${locale}/admin/letters`}>
          {t('admin.mailings.heading')}
        </a>
      </p>
      {done && (
        <p role="status" className="notice mb-6">
          {t(`admin.mailings.done.${done}`)}
        </p>
      )}
      <h1 className="mb-6 text-3xl">
        <TypedText
          text={(locale === 'ar' ? mailing.subjectAr : mailing.subjectEn) || t('admin.mailings.untitled')}
        />
      </h1>
      {mailing.sentAt ? (
        <Sent context={context} mailing={mailing} />
      ) : (
        <Draft context={context} mailing={mailing} />
      )}
    </>
  );
});

const mailingPath = ({ locale, params }: Props['context']) => `/${locale}/admin/letters/${params.id}`;

/** The form for the texts on one side, the email as one recipient will get it on the other. */
async function Draft({ context, mailing }: Props) {
  const { locale, t, searchParams } = context;
  const { id, updatedAt, subjectAr, textAr, subjectEn, textEn } = mailing;
  const path = mailingPath(context);
  const { ids, leftOut } = await recipientsOf(mailing);
  const isComplete = [subjectAr, textAr, subjectEn, textEn].every((text) => text !== '');
  const number = Math.min(Math.max(1, Math.floor(Number(searchParams.to)) || 1), Math.max(1, ids.length));
  const recipient = ids[number - 1];
  return (
    <div className="letter-grid">
      <div>
        <p className="mb-2">{t('admin.mailings.reaches', { total: ids.length, leftOut })}</p>
        <p className="mb-6">
          {t('admin.mailings.placeholders')}{' '}
          <bdi dir="ltr">{placeholders.map((name) => `{${name}}`).join(' ')}</bdi>
        </p>
        {(await missingValues({ subjectAr, textAr, subjectEn, textEn }, ids)).map(({ name, total }) => (
          <p key={name} className="notice mb-4">
            {t('admin.mailings.lacking', { name, total })}
          </p>
        ))}
        <AdminForm
          key={updatedAt.getTime()}
          locale={locale}
          address={path}
          hidden={{ id }}
          expectedVersion={updatedAt.getTime()}
          initial={{ subjectAr, textAr, subjectEn, textEn }}
          fields={[
            { name: 'subjectAr', label: t('admin.mailings.subjectAr'), dir: 'rtl' },
            { name: 'textAr', label: t('admin.mailings.textAr'), kind: 'area', dir: 'rtl' },
            { name: 'subjectEn', label: t('admin.mailings.subjectEn'), dir: 'ltr' },
            { name: 'textEn', label: t('admin.mailings.textEn'), kind: 'area', dir: 'ltr' },
          ]}
          labels={adminFormLabels(locale, t('admin.mailings.save'))}
          isQuiet={isComplete}
          action={submitText}
        />
        {isComplete && ids.length > 0 && (
          <p className="mt-6">
            <a className="action" href={`${path}/send`}>
              {t('admin.mailings.toSend')}
            </a>
          </p>
        )}
        <div className="mt-8">
          <AdminForm
            locale={locale}
            address={path}
            hidden={{ id }}
            fields={[]}
            labels={adminFormLabels(locale, t('admin.mailings.drop'))}
            isSmall
            action={submitDraftDeletion}
          />
        </div>
      </div>
      <div>
        {isComplete && recipient && (
          <>
            <Preview
              context={context}
              mailing={mailing}
              recipient={recipient}
              number={number}
              of={ids.length}
            />
            <div className="mt-4">
              <AdminForm
                locale={locale}
                address={path}
                hidden={{ id, recipient }}
                fields={[]}
                labels={adminFormLabels(locale, t('admin.mailings.test'))}
                isQuiet
                action={submitTest}
              />
            </div>
          </>
        )}
      </div>
    </div>
  );
}

type PreviewProps = Props & { recipient: string; number: number; of: number };

/** The email as one recipient will get it, except for the personal link: only the recipient may know it. */
async function Preview({ context, mailing, recipient, number, of }: PreviewProps) {
  const { t } = context;
  const registration = await findRecipient(recipient);
  if (!registration?.email) return null;
  const { subject, passages } = mailingParts(
    {
      registration: { ...registration, email: registration.email },
      mailing,
      meeting: await currentMeeting(),
      secretariatEmail: config().secretariatEmail,
    },
    { personalLink: t('admin.mailings.linkStays') },
  );
  const path = mailingPath(context);
  return (
    <>
      <div className="mb-3 flex flex-wrap gap-x-5">
        <span>{t('admin.mailings.previewOf', { number, of })}</span>
        {number > 1 && (
          <a className="quiet-link" href={`${path}?to=${number - 1}`} rel="prev">
            {t('admin.list.previous')}
          </a>
        )}
        {number < of && (
          <a className="quiet-link" href={`${path}?to=${number + 1}`} rel="next">
            {t('admin.list.next')}
          </a>
        )}
      </div>
      <EmailPreview subject={subject} passages={passages} label={t('admin.mailings.preview')} />
    </>
  );
}

/** The progress of a sent mailing, with buttons to cancel queued emails and to retry failed ones. */
async function Sent({ context, mailing: { id, cancelledAt } }: Props) {
  const { locale, t } = context;
  const progress = await progressOf(id);
  const { sent, waiting, failed, stopped } = progress;
  const total = sent + waiting + failed + stopped;
  const form = (submit: string, action: typeof submitStop) => (
    <div className="mt-4">
      <AdminForm
        locale={locale}
        address={mailingPath(context)}
        hidden={{ id }}
        fields={[]}
        labels={adminFormLabels(locale, submit)}
        isQuiet
        action={action}
      />
    </div>
  );
  return (
    <div className="prose-width">
      {waiting > 0 && <AutoRefresh />}
      <p role="status" className="mb-2">
        <ChangingText text={t('admin.mailings.progress', progress)} />
      </p>
      <Progress
        done={total - waiting}
        total={total}
        label={t('admin.mailings.heading')}
        text={t('admin.mailings.progress', progress)}
      />
      <p>
        <a className="quiet-link" href={mailingPath(context)}>
          {t('admin.bulk.look')}
        </a>
      </p>
      {waiting > 0 && !cancelledAt && form(t('admin.mailings.stop', { waiting }), submitStop)}
      {failed > 0 && (
        <>
          <p className="mt-4">
            <a className="quiet-link" href={`/${locale}/admin?letter=failed`}>
              {t('admin.mailings.showFailed')}
            </a>
          </p>
          {form(t('admin.mailings.failedAgain', { failed }), submitRetry)}
        </>
      )}
    </div>
  );
}
