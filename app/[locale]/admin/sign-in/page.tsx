import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { connection } from 'next/server';
import { sendingLabels } from '@/app/_form/form-labels';
import { pageMetadata } from '@/app/_page/metadata';
import { PageLayout } from '@/app/_page/page-layout';
import { type PageProps, withErrorPage, withFallbackMetadata } from '@/app/_page/with-error-page';
import { SignInForm } from '@/components/staff/sign-in-form';
import { translator } from '@/lib/i18n/translator';
import { signedIn } from '@/lib/staff/sessions';
import { displayAddress } from '@/lib/text/email-address';
import { askForCode, enterCode } from '../actions';
import { pendingSignIn, safeReturnPath } from './pending-sign-in';

export const generateMetadata = withFallbackMetadata(async ({ params }: PageProps) => {
  const { locale } = await params;
  const title = translator(locale)('admin.signIn.title');
  return pageMetadata({ locale, path: '/admin/sign-in', title, isPublic: false });
});

export default withErrorPage(async ({ params, searchParams }: PageProps) => {
  await connection();
  const { locale } = await params;
  const t = translator(locale);
  const query = await searchParams;
  const back = safeReturnPath(String(query.back ?? ''));
  if (await signedIn(await headers())) redirect(`/${locale}${back}`);

  const address = query.step === 'code' ? ((await pendingSignIn())?.address ?? null) : null;
  const path = `/${locale}/admin/sign-in`;
  const labels = { errorPrefix: t('rsvp.errorPrefix'), ...sendingLabels(locale) };
  return (
    <PageLayout locale={locale} path={address ? '/admin/sign-in?step=code' : '/admin/sign-in'}>
      <div className="prose-width pt-10">
        {address ? (
          <>
            <h1 className="mb-4 text-3xl">{t('admin.signIn.codeTitle')}</h1>
            <p className="mb-6">
              {t('admin.signIn.codeIntroduction')}{' '}
              <bdi dir="ltr" className="font-semibold break-all">
                {displayAddress(address)}
              </bdi>
            </p>
            <SignInForm
              key="code"
              locale={locale}
              address={`${path}?step=code`}
              step="code"
              labels={{ label: t('admin.signIn.code'), submit: t('admin.signIn.enter'), ...labels }}
              action={enterCode}
            />
            <p className="mt-6 mb-2">{t('admin.signIn.codeLate')}</p>
            <p>
              <a className="quiet-link" href={path}>
                {t('admin.signIn.again')}
              </a>
            </p>
          </>
        ) : (
          <>
            <h1 className="mb-4 text-3xl">{t('admin.signIn.title')}</h1>
            <p className="mb-6">{t('admin.signIn.introduction')}</p>
            <SignInForm
              key="email"
              locale={locale}
              address={path}
              back={back}
              step="email"
              labels={{ label: t('admin.signIn.email'), submit: t('admin.signIn.send'), ...labels }}
              action={askForCode}
            />
          </>
        )}
      </div>
    </PageLayout>
  );
});
