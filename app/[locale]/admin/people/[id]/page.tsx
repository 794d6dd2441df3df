import { adminFormLabels } from '@/app/_form/form-labels';
import { AdminForm } from '@/components/staff/admin-form';
import { members } from '@/lib/staff/members';
import { displayAddress } from '@/lib/text/email-address';
import { adminMetadata, adminPage } from '../../admin';
import { submitRemoval, submitRole } from '../actions';

export const generateMetadata = adminMetadata('admin.people.heading');

export default adminPage<{ id: string }>(
  { path: ({ id }) => `/admin/people/${id}` },
  async ({ locale, t, params: { id } }) => {
    const member = (await members()).find((candidate) => candidate.id === id);
    if (!member) return null;
    const address = `/${locale}/admin/people/${id}`;
    const otherRole = member.role === 'host' ? 'secretariat' : 'host';
    return (
      <div className="prose-width">
        <p className="mb-4">
          <a className="quiet-link" href={`/${locale}/admin/people`}>
            {t('admin.people.heading')}
          </a>
        </p>
        <h1 className="mb-2 text-2xl break-all">
          <bdi dir="ltr">{displayAddress(member.email)}</bdi>
        </h1>
        <p className="mb-8">{t(`admin.role.${member.role}`)}</p>
        <section className="mb-10">
          <h2 className="mb-2 text-xl">{t('admin.people.changeRole')}</h2>
          <p className="mb-4">{t('admin.people.roleHint')}</p>
          <AdminForm
            locale={locale}
            address={address}
            hidden={{ id, role: otherRole }}
            fields={[]}
            labels={adminFormLabels(
              locale,
              t('admin.people.makeRole', { role: t(`admin.role.${otherRole}`) }),
            )}
            isQuiet
            action={submitRole}
          />
        </section>
        <section>
          <h2 className="mb-2 text-xl">{t('admin.people.remove')}</h2>
          <p className="mb-4">{t('admin.people.removeText')}</p>
          <AdminForm
            locale={locale}
            address={address}
            hidden={{ id }}
            fields={[]}
            labels={adminFormLabels(locale, t('admin.people.remove'))}
            action={submitRemoval}
          />
        </section>
      </div>
    );
  },
);
