import { adminFormLabels } from '@/app/_form/form-labels';
import { AdminForm } from '@/components/staff/admin-form';
import { members, openSessions } from '@/lib/staff/members';
import { displayAddress } from '@/lib/text/email-address';
import { formatMoment } from '@/lib/time/dates';
import { Role } from '@/prisma/client/enums';
import { type AdminPageContext, adminMetadata, adminPage } from '../admin';
import { submitInvitation, submitSessionEnd } from './actions';

export const generateMetadata = adminMetadata('admin.people.heading');

const notices = ['invited', 'removed', 'roleChanged', 'sessionEnded'] as const;

export default adminPage({ path: () => '/admin/people' }, async (context) => {
  const { locale, t, searchParams, hasNotice } = context;
  const done = notices.find((notice) => hasNotice && notice === searchParams.done);
  return (
    <>
      {done && (
        <p role="status" className="notice mb-6">
          {t(`admin.people.done.${done}`)}
        </p>
      )}
      <h1 className="mb-6 text-3xl">{t('admin.people.heading')}</h1>
      <div className="work-grid">
        <div>
          <Members context={context} />
          <Sessions context={context} />
        </div>
        <section className="work-panel" aria-labelledby="invite">
          <h2 id="invite" className="mb-3 text-xl">
            {t('admin.people.invite')}
          </h2>
          <AdminForm
            key={done}
            locale={locale}
            address={`/${locale}/admin/people`}
            initial={{ role: 'host' }}
            fields={[
              { name: 'email', label: t('fields.email'), kind: 'email' },
              {
                name: 'role',
                label: t('admin.people.role'),
                hint: t('admin.people.roleHint'),
                kind: 'choice',
                options: Object.values(Role).map((value) => ({ value, text: t(`admin.role.${value}`) })),
              },
            ]}
            labels={adminFormLabels(locale, t('admin.people.submit'))}
            action={submitInvitation}
          />
        </section>
      </div>
    </>
  );
});

/** All members, each with a link to the page that changes their role or removes them. */
async function Members({ context: { locale, t } }: { context: AdminPageContext }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
    <section className="sheet-scroll" aria-label={t('admin.people.heading')} tabIndex={0}>
      <table className="sheet">
        <thead>
          <tr>
            <th scope="col">{t('fields.email')}</th>
            <th scope="col">{t('admin.people.role')}</th>
            <th scope="col">{t('admin.people.invitedBy')}</th>
          </tr>
        </thead>
        <tbody>
          {(await members()).map(({ id, email, role, invitedBy }) => (
            <tr key={id}>
              <th scope="row">
                <a className="quiet-link" href={`/${locale}/admin/people/${id}`}>
                  <bdi dir="ltr">{displayAddress(email)}</bdi>
                </a>
              </th>
              <td>{t(`admin.role.${role}`)}</td>
              <td>
                {invitedBy === null ? (
                  t('admin.people.bySettings')
                ) : (
                  <bdi dir="ltr">{displayAddress(invitedBy)}</bdi>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The open sessions, each with a button to end it. */
async function Sessions({ context: { locale, t, member } }: { context: AdminPageContext }) {
  return (
    <>
      <h2 className="mt-8 mb-3 text-xl">{t('admin.people.sessions')}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1) */}
      <section className="sheet-scroll" aria-label={t('admin.people.sessions')} tabIndex={0}>
        <table className="sheet">
          <thead>
            <tr>
              <th scope="col">{t('fields.email')}</th>
              <th scope="col">{t('admin.people.device')}</th>
              <th scope="col">{t('admin.people.since')}</th>
              <th scope="col">{t('admin.people.lastSeen')}</th>
              <th scope="col">{t('admin.detail.again')}</th>
            </tr>
          </thead>
          <tbody>
            {(await openSessions()).map(({ id, email, device, since, lastSeen }) => (
              <tr key={id}>
                <th scope="row">
                  <bdi dir="ltr">{displayAddress(email)}</bdi>
                  {id === member.sessionId && <span className="block">{t('admin.people.thisOne')}</span>}
                </th>
                <td>
                  <bdi dir="ltr">{device}</bdi>
                </td>
                <td className="min-w-36">{formatMoment(since, locale)}</td>
                <td className="min-w-36">{formatMoment(lastSeen, locale)}</td>
                <td>
                  <AdminForm
                    locale={locale}
                    address={`/${locale}/admin/people`}
                    hidden={{ session: id }}
                    fields={[]}
                    labels={adminFormLabels(locale, t('admin.people.end'))}
                    isSmall
                    action={submitSessionEnd}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
