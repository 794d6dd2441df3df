import { connection } from 'next/server';
import { sendingLabels } from '@/app/_form/form-labels';
import { hasNotice } from '@/app/_form/notice';
import { pageMetadata } from '@/app/_page/metadata';
import { PageLayout } from '@/app/_page/page-layout';
import { type PageProps, withErrorPage, withFallbackMetadata } from '@/app/_page/with-error-page';
import { SignInForm } from '@/components/staff/sign-in-form';
import { EmailLink } from '@/components/ui/email-link';
import { NoWrap } from '@/components/ui/no-wrap';
import { config } from '@/lib/config';
import { translator } from '@/lib/i18n/translator';
import { submitLostLink } from './actions';

export const generateMetadata = withFallbackMetadata(async ({ params }: PageProps) => {
  const { locale } = await params;
  return pageMetadata({
    locale,
    path: '/registration',
    title: translator(locale)('lostLink.title'),
    isPublic: false,
  });
});

export default withErrorPage(async ({ params, searchParams }: PageProps) => {
  await connection();
  const { locale } = await params;
  const t = translator(locale);
  const path = `/${locale}/registration`;
  const query = await searchParams;
  const isSent = 'sent' in query && (await hasNotice(path, query));
  return (
    <PageLayout locale={locale} path="/registration">
      <div className="prose-width pt-10">
        <h1 className="mb-4 text-3xl">{t(isSent ? 'lostLink.sentHeading' : 'lostLink.title')}</h1>
        {isSent ? (
          <>
            <p className="notice mb-6">{t('lostLink.sent')}</p>
            <p className="mb-6">
              {t('thanks.spam')} {t('thanks.contact')} <EmailLink address={config().secretariatEmail} />
            </p>
            <p>
              <a className="quiet-link" href={path}>
                {t('lostLink.again')}
              </a>
            </p>
          </>
        ) : (
          <>
            <p className="mb-6">
              <NoWrap text={t('lostLink.introduction')} />
            </p>
            <SignInForm
              locale={locale}
              address={path}
              step="email"
              labels={{
                label: t('fields.email'),
                submit: t('lostLink.submit'),
                errorPrefix: t('rsvp.errorPrefix'),
                ...sendingLabels(locale),
              }}
              action={submitLostLink}
            />
          </>
        )}
      </div>
    </PageLayout>
  );
});
