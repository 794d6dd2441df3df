import { adminFormLabels } from '@/app/_form/form-labels';
import { AdminForm } from '@/components/staff/admin-form';
import { TypedText } from '@/components/ui/running-text';
import { findMailing, recipientsOf } from '@/lib/mailing/mailing';
import { adminMetadata, adminPage } from '../../../admin';
import { submitSending } from '../../actions';

export const generateMetadata = adminMetadata('admin.mailings.heading');

export default adminPage<{ id: string }>(
  { path: ({ id }) => `/admin/letters/${id}/send` },
  async ({ locale, t, params: { id } }) => {
    const mailing = await findMailing(id);
    if (!mailing || mailing.sentAt) return null;
    const { ids, leftOut } = await recipientsOf(mailing);
    const mailingPath = `/${locale}/admin/letters/${id}`;
    return (
      <div className="prose-width">
        <h1 className="mb-4 text-3xl">{t('admin.mailings.sure')}</h1>
        <p className="mb-2 font-semibold">
          <TypedText text={locale === 'ar' ? mailing.subjectAr : mailing.subjectEn} />
        </p>
        <p className="mb-6">{t('admin.mailings.reaches', { total: ids.length, leftOut })}</p>
        <AdminForm
          locale={locale}
          address={`${mailingPath}/send`}
          hidden={{ id }}
          expectedVersion={mailing.updatedAt.getTime()}
          fields={[]}
          labels={adminFormLabels(locale, t('admin.mailings.send', { total: ids.length }))}
          action={submitSending}
        />
        <p className="mt-6">
          <a className="quiet-link" href={mailingPath}>
            {t('admin.mailings.notYet')}
          </a>
        </p>
      </div>
    );
  },
);
