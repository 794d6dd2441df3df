import { RegistrationFacts } from '@/components/registration-facts';
import { History, Letters } from '@/components/registration-history';
import { StatusMark } from '@/components/states';
import { history } from '@/lib/audit';
import { languageNames } from '@/lib/locale';
import { findRegistration } from '@/lib/registration/queries';
import { adminMetadata, adminPage } from '../../admin';

export const generateMetadata = adminMetadata('admin.detail.title');

export default adminPage<{ id: string }>(
  { path: ({ id }) => `/admin/registrations/${id}` },
  async ({ locale, t, params: { id } }) => {
    const registration = await findRegistration(id);
    if (!registration) return null;
    const { language, messages, status, withdrawnBy } = registration;
    return (
      <>
        <p className="mb-4">
          <a className="quiet-link" href={`/${locale}/admin`}>
            {t('admin.detail.back')}
          </a>
        </p>
        <h1 className="mb-2 text-3xl">
          <bdi>{registration.fullName}</bdi>
        </h1>
        <div className="mb-6 flex flex-wrap gap-x-6">
          <StatusMark status={status} locale={locale} />
          {withdrawnBy && withdrawnBy !== 'site' && <span>{t(`admin.withdrawnBy.${withdrawnBy}`)}</span>}
          <span>
            {t('admin.detail.language')}: <bdi lang={language}>{languageNames[language]}</bdi>
          </span>
        </div>
        <RegistrationFacts registration={registration} locale={locale} none={t('admin.detail.nothing')} />
        <h2 className="mt-8 mb-3 text-xl">{t('admin.detail.history')}</h2>
        <History events={await history(id)} locale={locale} />
        <h2 className="mt-8 mb-3 text-xl">{t('admin.detail.letters')}</h2>
        <Letters messages={messages} locale={locale} />
      </>
    );
  },
);
