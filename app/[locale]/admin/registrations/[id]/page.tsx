import { connection } from 'next/server';
import { AdminBar } from '@/components/admin-bar';
import { RegistrationFacts } from '@/components/registration-facts';
import { History, Letters } from '@/components/registration-history';
import { StatusMark } from '@/components/states';
import { history } from '@/lib/audit';
import { translator } from '@/lib/i18n/translator';
import { languageNames } from '@/lib/locale';
import { findRegistration } from '@/lib/registration/queries';
import { calmMetadata, calmPage, nothingHere, type PageProps } from '../../../../calm';
import { Frame } from '../../../../frame';
import { pageMetadata } from '../../../../page-metadata';
import { leave } from '../../actions';
import { requireSecretary } from '../../guard';

type Props = PageProps<{ id: string }>;

export const generateMetadata = calmMetadata(async ({ params }: Props) => {
  const { locale } = await params;
  const title = translator(locale)('admin.title');
  return pageMetadata({ locale, path: '/admin', title, isPublic: false });
});

export default calmPage(async ({ params }: Props) => {
  await connection();
  const { locale, id } = await params;
  const { email } = await requireSecretary(locale);
  const registration = await findRegistration(id);
  if (!registration) return nothingHere();
  const t = translator(locale);
  const { language, messages, status, withdrawnBy } = registration;
  return (
    <Frame locale={locale} path={`/admin/registrations/${id}`}>
      <AdminBar locale={locale} email={email} signOut={leave} />
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
        {withdrawnBy && <span>{t(`admin.withdrawnBy.${withdrawnBy}`)}</span>}
        <span>
          {t('admin.detail.language')}: <bdi lang={language}>{languageNames[language]}</bdi>
        </span>
      </div>
      <RegistrationFacts registration={registration} locale={locale} none={t('admin.detail.nothing')} />
      <h2 className="mt-8 mb-3 text-xl">{t('admin.detail.history')}</h2>
      <History events={await history(id)} locale={locale} />
      <h2 className="mt-8 mb-3 text-xl">{t('admin.detail.letters')}</h2>
      <Letters messages={messages} locale={locale} />
    </Frame>
  );
});
