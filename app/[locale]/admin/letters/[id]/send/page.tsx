import { redirect } from 'next/navigation';
import { adminFormLabels } from '@/app/_form/form-labels';
import { AdminForm } from '@/components/staff/admin-form';
import { MailingPreview } from '@/components/staff/mailing-preview';
import { config } from '@/lib/config';
import { isReachable } from '@/lib/email/parts';
import { findMailing, recipientsOf, twoRecipients } from '@/lib/mailing/mailing';
import { isComplete } from '@/lib/mailing/texts';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { addressWithList, fieldsWithList } from '@/lib/registration/list-view';
import { adminMetadata, adminPage } from '../../../admin';
import { submitSending } from '../../actions';

export const generateMetadata = adminMetadata('admin.mailings.heading');

/** The last page before a mailing is sent: the whole email as two recipients will read it, and to how many it goes. */
export default adminPage<{ id: string }>(
  { path: ({ id }) => `/admin/letters/${id}/send` },
  async ({ locale, t, params: { id }, searchParams, hasNotice }) => {
    const { list } = searchParams;
    const mailing = await findMailing(id);
    if (!mailing || mailing.sentAt) return null;
    if (!isComplete(mailing)) redirect(addressWithList(`/${locale}/admin/letters/${id}`, list));
    const { ids, leftOut } = await recipientsOf(mailing);
    const meeting = await currentMeeting();
    const { secretariatEmail } = config();
    const readers = (await twoRecipients(ids)).filter(isReachable);
    const mailingPath = `/${locale}/admin/letters/${id}`;
    return (
      <>
        {hasNotice && 'changed' in searchParams && (
          <p role="alert" className="notice notice-error mb-6">
            {t('admin.mailings.changedMeanwhile')}
          </p>
        )}
        <h1 className="mb-4 text-3xl">{t('admin.mailings.sure')}</h1>
        <p className="mb-2">{t('admin.mailings.reaches', { total: ids.length, leftOut })}</p>
        <p className="mb-6">{t('admin.mailings.asRead')}</p>
        <div className="letter-grid mb-8">
          {readers.map((registration) => (
            <div key={registration.id}>
              <MailingPreview
                locale={locale}
                registration={registration}
                mailing={mailing}
                meeting={meeting}
                secretariatEmail={secretariatEmail}
              />
            </div>
          ))}
        </div>
        {ids.length > 0 && (
          <AdminForm
            key={`${mailing.updatedAt.getTime()} ${ids.length}`}
            locale={locale}
            address={addressWithList(`${mailingPath}/send`, list)}
            hidden={fieldsWithList({ id, expected: String(ids.length) }, list)}
            expectedVersion={mailing.updatedAt.getTime()}
            fields={[]}
            labels={adminFormLabels(locale, t('admin.mailings.send', { total: ids.length }))}
            action={submitSending}
          />
        )}
        <p className="mt-6">
          <a className="quiet-link" href={addressWithList(mailingPath, list)}>
            {t('admin.mailings.notYet')}
          </a>
        </p>
      </>
    );
  },
);
