import { adminFormLabels } from '@/app/_form/form-labels';
import { AdminForm } from '@/components/staff/admin-form';
import { config } from '@/lib/config';
import { countFailed, outboxState } from '@/lib/email/outbox';
import { displayAddress } from '@/lib/text/email-address';
import { machineClock } from '@/lib/time/clock';
import { formatMoment } from '@/lib/time/dates';
import { later, SECOND_MS } from '@/lib/time/instant';
import { type AdminPageContext, adminMetadata, adminPage } from '../admin';
import { submitTestEmail } from './actions';

export const generateMetadata = adminMetadata('admin.mail.heading');

export default adminPage({ path: () => '/admin/mail' }, async (context) => {
  const { locale, t, member } = context;
  return (
    <>
      <h1 className="mb-4 text-3xl">{t('admin.mail.heading')}</h1>
      <div className="work-grid">
        <div>
          <Outbox context={context} />
          <Settings context={context} />
        </div>
        <section className="work-panel" aria-labelledby="test">
          <h2 id="test" className="mb-3 text-xl">
            {t('admin.mail.test')}
          </h2>
          <p className="mb-4">{t('admin.mail.testText')}</p>
          <AdminForm
            locale={locale}
            address={`/${locale}/admin/mail`}
            initial={{ email: displayAddress(member.email) }}
            fields={[{ name: 'email', label: t('admin.mail.to'), kind: 'email' }]}
            labels={adminFormLabels(locale, t('admin.mail.send'))}
            action={submitTestEmail}
          />
        </section>
      </div>
    </>
  );
});

/** How many emails are queued, since when, and how many have failed. */
async function Outbox({ context: { locale, t } }: { context: AdminPageContext }) {
  const { waiting, oldestWaitingSeconds } = await outboxState();
  const failed = await countFailed();
  const since = oldestWaitingSeconds !== null && later(machineClock(), -oldestWaitingSeconds * SECOND_MS);
  return (
    <>
      <h2 className="mb-2 text-xl">{t('admin.mail.outbox')}</h2>
      <p>
        {t('admin.mail.waiting', { total: waiting })}{' '}
        {since && t('admin.mail.since', { moment: formatMoment(since, locale) })}
      </p>
      <p className="mb-6">
        {failed > 0 ? (
          <a className="quiet-link" href={`/${locale}/admin?letter=failed`}>
            {t('admin.mail.givenUp', { total: failed })}
          </a>
        ) : (
          t('admin.mail.givenUp', { total: 0 })
        )}
      </p>
    </>
  );
}

/** The mail settings, without the secrets: no password and no private key. */
function Settings({ context: { t } }: { context: AdminPageContext }) {
  const { smtpUrl, smtpTlsRequired, dkim, mailFrom, secretariatEmail } = config();
  const server = smtpUrl === null ? null : new URL(smtpUrl);
  // With `smtps:` a connection begins encrypted, but only SMTP_TLS=required verifies with whom.
  const encryption = smtpTlsRequired ? 'required' : server?.protocol === 'smtps:' ? 'encrypted' : 'optional';
  const rows: [string, string, string, 'ltr'?][] = [
    server
      ? [t('admin.mail.server'), 'SMTP_URL', server.host, 'ltr']
      : [t('admin.mail.server'), 'SMTP_URL', t('admin.mail.noServer')],
    [t('admin.mail.encryption'), 'SMTP_TLS', t(`admin.mail.${encryption}`)],
    [t('admin.mail.from'), 'MAIL_FROM', mailFrom, 'ltr'],
    [t('admin.mail.replies'), 'SECRETARIAT_EMAIL', secretariatEmail, 'ltr'],
    dkim
      ? [t('admin.mail.signed'), 'DKIM_SELECTOR', `${dkim.keySelector}._domainkey.${dkim.domainName}`, 'ltr']
      : [t('admin.mail.signed'), 'DKIM_SELECTOR', t('admin.mail.notSigned')],
  ];
  return (
    <>
      <h2 className="mb-2 text-xl">{t('admin.mail.settings')}</h2>
      <dl className="facts">
        {rows.map(([label, setting, value, dir]) => (
          <div key={setting}>
            <dt>
              {label} <bdi className="text-[0.8125rem]">{setting}</bdi>
            </dt>
            <dd>
              <bdi dir={dir} className="break-words">
                {value}
              </bdi>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
