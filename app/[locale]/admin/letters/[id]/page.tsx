import { adminFormLabels } from '@/app/_form/form-labels';
import { AdminForm } from '@/components/staff/admin-form';
import { BackToList } from '@/components/staff/back-to-list';
import { DeliveryTable } from '@/components/staff/delivery-table';
import { MailingPreview } from '@/components/staff/mailing-preview';
import { MailingText } from '@/components/staff/mailing-text';
import { PageLinks } from '@/components/staff/page-links';
import { ChangingText } from '@/components/ui/changing-text';
import { Progress } from '@/components/ui/progress';
import { TypedText } from '@/components/ui/running-text';
import { config } from '@/lib/config';
import { type Locale, otherLocale } from '@/lib/i18n/locale';
import {
  deliveriesOf,
  findMailing,
  findRecipient,
  missingValues,
  progressOf,
  recipientsOf,
  senderOf,
} from '@/lib/mailing/mailing';
import { inBraces, placeholders } from '@/lib/mailing/placeholders';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { addressWithList, fieldsWithList } from '@/lib/registration/list-view';
import { readWholeNumber } from '@/lib/text/digits';
import { formatMoment } from '@/lib/time/dates';
import type { Mailing } from '@/prisma/client/client';
import { type AdminPageContext, adminMetadata, adminPage } from '../../admin';
import { AutoRefresh } from '../../auto-refresh';
import { submitDraftDeletion, submitRetry, submitStop, submitText } from '../actions';

export const generateMetadata = adminMetadata('admin.mailings.heading');

type Props = { context: AdminPageContext<{ id: string }>; mailing: Mailing };

export default adminPage<{ id: string }>({ path: ({ id }) => `/admin/letters/${id}` }, async (context) => {
  const { locale, t, searchParams, hasNotice, params } = context;
  const { list } = searchParams;
  const mailing = await findMailing(params.id);
  if (!mailing) return null;
  const done = (['saved', 'tested'] as const).find((notice) => hasNotice && notice === searchParams.done);
  return (
    <>
      <p className="mb-4 flex flex-wrap gap-x-6">
        {list !== undefined && <BackToList list={list} locale={locale} />}
        <a className="quiet-link" href={addressWithList(`/${locale}/admin/letters`, list)}>
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
        <Sent context={context} mailing={mailing} sentAt={mailing.sentAt} />
      ) : (
        <Draft context={context} mailing={mailing} />
      )}
    </>
  );
});

/** The address of this page, or with `below` of one below it, with the way back to the list. */
const addressOf = (
  { locale, params, searchParams }: Props['context'],
  more: Record<string, string> = {},
  below = '',
): string => addressWithList(`/${locale}/admin/letters/${params.id}${below}`, searchParams.list, more);

/** The id of the form with the texts. Every button that leads on from the draft belongs to it, and so saves the texts first. */
const TEXT_FORM = 'mailing-text';

/** The form for the texts on one side, the email as one recipient will get it on the other. */
async function Draft({ context, mailing }: Props) {
  const { locale, t, searchParams } = context;
  const { id, updatedAt, subjectAr, textAr, subjectEn, textEn } = mailing;
  const address = addressOf(context);
  const { list } = searchParams;
  const { ids, leftOut } = await recipientsOf(mailing);
  const isComplete = [subjectAr, textAr, subjectEn, textEn].every((text) => text !== '');
  const number = Math.min(Math.max(1, readWholeNumber(searchParams.to ?? '') ?? 1), Math.max(1, ids.length));
  const recipient = ids[number - 1];
  return (
    <div className="letter-grid">
      <div>
        <p className="mb-2">{t('admin.mailings.reaches', { total: ids.length, leftOut })}</p>
        <p className="mb-6">
          {t('admin.mailings.placeholders')} <PlaceholderNames locale={locale} />
        </p>
        {(await missingValues({ subjectAr, textAr, subjectEn, textEn }, ids)).map(
          ({ placeholder, total }) => (
            <p key={placeholder} className="notice mb-4">
              {t('admin.mailings.lacking', { name: inBraces(placeholder, locale), total })}
            </p>
          ),
        )}
        <AdminForm
          key={updatedAt.getTime()}
          id={TEXT_FORM}
          locale={locale}
          address={address}
          hidden={fieldsWithList({ id, recipient: recipient ?? '' }, list)}
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
        {ids.length > 0 && (
          <p className="mt-6">
            <button type="submit" form={TEXT_FORM} name="then" value="send" className="action">
              {t('admin.mailings.toSend')}
            </button>
          </p>
        )}
        <div className="mt-8">
          <AdminForm
            key={updatedAt.getTime()}
            locale={locale}
            address={address}
            hidden={fieldsWithList({ id }, list)}
            expectedVersion={updatedAt.getTime()}
            fields={[]}
            labels={adminFormLabels(locale, t('admin.mailings.drop'))}
            isSmall
            action={submitDraftDeletion}
          />
        </div>
      </div>
      <div>
        {isComplete && recipient && (
          <Preview
            context={context}
            mailing={mailing}
            recipient={recipient}
            number={number}
            of={ids.length}
          />
        )}
      </div>
    </div>
  );
}

/** The placeholders by their names in the language of the page. The other language's names are accepted as well. */
const PlaceholderNames = ({ locale }: { locale: Locale }) => (
  <bdi>{placeholders.map((placeholder) => inBraces(placeholder, locale)).join(' ')}</bdi>
);

type PreviewProps = Props & { recipient: string; number: number; of: number };

/** The email as one recipient will get it, with buttons to see another recipient's and to send this one to oneself as a test. */
async function Preview({ context, mailing, recipient, number, of }: PreviewProps) {
  const { locale, t } = context;
  const registration = await findRecipient(recipient);
  if (!registration?.email) return null;
  const toRecipient = (other: number, text: string) => (
    <button
      type="submit"
      form={TEXT_FORM}
      name="then"
      value={other}
      className="quiet-link cursor-pointer py-1"
    >
      {text}
    </button>
  );
  return (
    <>
      <div className="mb-3 flex flex-wrap gap-x-5">
        <span>{t('admin.mailings.previewOf', { number, of })}</span>
        {number > 1 && toRecipient(number - 1, t('admin.list.previous'))}
        {number < of && toRecipient(number + 1, t('admin.list.next'))}
      </div>
      <MailingPreview
        locale={locale}
        registration={{ ...registration, email: registration.email }}
        mailing={mailing}
        meeting={await currentMeeting()}
        secretariatEmail={config().secretariatEmail}
      />
      <p className="mt-4">
        <button type="submit" form={TEXT_FORM} name="then" value="test" className="action action-quiet">
          {t('admin.mailings.test')}
        </button>
      </p>
    </>
  );
}

/** How many of the emails are on one page. */
const PAGE_SIZE = 100;

/**
 * A sent mailing as it was sent: by whom and when, the texts in both languages, the progress, and each recipient with the state of the
 * email. Queued emails can be cancelled and failed ones retried.
 */
async function Sent({ context, mailing, sentAt }: Props & { sentAt: Date }) {
  const { locale, t, searchParams } = context;
  const { id, cancelledAt } = mailing;
  const progress = await progressOf(id);
  const { sent, waiting, failed, stopped } = progress;
  const total = sent + waiting + failed + stopped;
  const sender = await senderOf(id);
  const requestedPage = Math.max(1, Math.floor(Number(searchParams.page)) || 1);
  const { deliveries, page, pages } = await deliveriesOf(id, { page: requestedPage, size: PAGE_SIZE });
  const pageUrl = (number: number) => addressOf(context, { page: String(number) });
  const form = (submit: string, action: typeof submitStop) => (
    <div className="mt-4">
      <AdminForm
        locale={locale}
        address={addressOf(context)}
        hidden={fieldsWithList({ id }, context.searchParams.list)}
        fields={[]}
        labels={adminFormLabels(locale, submit)}
        isQuiet
        action={action}
      />
    </div>
  );
  return (
    <>
      <div className="prose-width">
        {waiting > 0 && <AutoRefresh />}
        <p className="mb-4">
          {t('admin.mailings.sentAt', { moment: formatMoment(sentAt, locale) })}
          {sender && (
            <>
              {' '}
              {t('admin.mailings.sentBy')} <bdi dir="ltr">{sender}</bdi>
            </>
          )}
        </p>
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
          <a className="quiet-link" href={addressOf(context)}>
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
      <h2 className="mt-8 mb-3 text-xl">{t('admin.mailings.asSent')}</h2>
      <p className="prose-width mb-4">{t('admin.mailings.asSentHint')}</p>
      <div className="letter-grid">
        {[locale, otherLocale(locale)].map((language) => (
          <MailingText key={language} mailing={mailing} language={language} locale={locale} />
        ))}
      </div>
      <h2 className="mt-8 mb-3 text-xl">{t('admin.mailings.recipients')}</h2>
      <DeliveryTable deliveries={deliveries} locale={locale} />
      <PageLinks
        label={t('admin.mailings.recipients')}
        page={page}
        pages={pages}
        locale={locale}
        addressOf={pageUrl}
      />
    </>
  );
}
