import { adminFormLabels } from '@/app/_form/form-labels';
import { AdminForm } from '@/components/staff/admin-form';
import { BackToList } from '@/components/staff/back-to-list';
import { TypedText } from '@/components/ui/running-text';
import { audiences } from '@/lib/mailing/audiences';
import { mailings, progressOf } from '@/lib/mailing/mailing';
import { templates } from '@/lib/mailing/templates';
import { arabStatesInOrder } from '@/lib/meeting/content/countries';
import { formatMoment } from '@/lib/time/dates';
import { type AdminPageContext, adminMetadata, adminPage } from '../admin';
import { submitNewMailing } from './actions';

export const generateMetadata = adminMetadata('admin.mailings.heading');

export default adminPage({ path: () => '/admin/letters' }, async (admin) => {
  const { locale, t, searchParams, hasNotice } = admin;
  const options = <T extends string>(values: readonly T[], text: (value: T) => string) =>
    values.map((value) => ({ value, text: text(value) }));
  return (
    <>
      {hasNotice && searchParams.done === 'dropped' && (
        <p role="status" className="notice mb-6">
          {t('admin.mailings.dropped')}
        </p>
      )}
      {searchParams.list !== undefined && (
        <p className="mb-4">
          <BackToList list={searchParams.list} locale={locale} />
        </p>
      )}
      <h1 className="mb-6 text-3xl">{t('admin.mailings.heading')}</h1>
      <div className="work-grid">
        <Mailings admin={admin} />
        <section className="work-panel" aria-labelledby="new-letter">
          <h2 id="new-letter" className="mb-3 text-xl">
            {t('admin.mailings.new')}
          </h2>
          <AdminForm
            locale={locale}
            address={`/${locale}/admin/letters`}
            initial={{ audience: 'confirmed', template: 'blank' }}
            fields={[
              {
                name: 'audience',
                label: t('admin.mailings.audience'),
                hint: t('admin.mailings.audienceHint'),
                kind: 'choice',
                options: options(audiences, (value) => t(`admin.mailings.audiences.${value}`)),
              },
              {
                name: 'country',
                label: t('fields.country'),
                kind: 'choice',
                isOptional: true,
                options: [
                  { value: '', text: t('rsvp.chooseCountry') },
                  ...arabStatesInOrder(locale).map(({ code, name }) => ({ value: code, text: name })),
                ],
              },
              {
                name: 'template',
                label: t('admin.mailings.template'),
                kind: 'choice',
                options: options(templates, (value) => t(`admin.mailings.templateNames.${value}`)),
              },
            ]}
            labels={adminFormLabels(locale, t('admin.mailings.begin'))}
            action={submitNewMailing}
          />
        </section>
      </div>
    </>
  );
});

/** The letters so far, each with how far it has come. */
async function Mailings({ admin: { locale, t } }: { admin: AdminPageContext }) {
  const all = await mailings();
  if (all.length === 0) return <p>{t('admin.mailings.none')}</p>;
  const progress = await Promise.all(all.map(({ id }) => progressOf(id)));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="sheet-scroll" aria-label={t('admin.mailings.heading')} tabIndex={0}>
      <table className="sheet">
        <thead>
          <tr>
            <th scope="col">{t('admin.mailings.subject')}</th>
            <th scope="col">{t('admin.detail.when')}</th>
            <th scope="col">{t('admin.detail.state')}</th>
          </tr>
        </thead>
        <tbody>
          {all.map(({ id, subjectAr, subjectEn, createdAt, sentAt }, index) => (
            <tr key={id}>
              <th scope="row">
                <a className="quiet-link" href={`/${locale}/admin/letters/${id}`}>
                  <TypedText
                    text={(locale === 'ar' ? subjectAr : subjectEn) || t('admin.mailings.untitled')}
                  />
                </a>
              </th>
              <td>{formatMoment(sentAt ?? createdAt, locale)}</td>
              <td>
                {sentAt ? t('admin.mailings.progress', progress[index] ?? {}) : t('admin.mailings.draft')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
