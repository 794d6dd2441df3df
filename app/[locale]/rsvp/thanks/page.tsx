import { connection } from 'next/server';
import { pageMetadata } from '@/app/_page/metadata';
import { PageLayout } from '@/app/_page/page-layout';
import { type PageProps, withErrorPage, withFallbackMetadata } from '@/app/_page/with-error-page';
import { AddToCalendar } from '@/components/meeting/add-to-calendar';
import { EmailLink } from '@/components/ui/email-link';
import { NoWrap } from '@/components/ui/no-wrap';
import { config } from '@/lib/config';
import { translator } from '@/lib/i18n/translator';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { isConfirmationOpen } from '@/lib/meeting/phase';
import { meetingClock } from '@/lib/time/clock';
import { typedAddress } from '../typed-address';

export const generateMetadata = withFallbackMetadata(async ({ params }: PageProps) => {
  const { locale } = await params;
  const title = translator(locale)('thanks.title');
  return pageMetadata({ locale, path: '/rsvp/thanks', title, isPublic: false });
});

/** The same page whether the person was already registered or not: nobody learns from it who registered. */
export default withErrorPage(async ({ params }: PageProps) => {
  await connection();
  const { locale } = await params;
  const t = translator(locale);
  const address = await typedAddress.recall();
  const meeting = await currentMeeting();
  const isOpen = isConfirmationOpen(meeting, meetingClock());
  return (
    <PageLayout locale={locale} path="/rsvp/thanks">
      <div className="prose-width pt-10">
        <h1 className="mb-6 text-3xl">{t('thanks.heading')}</h1>
        <div className="notice mb-8">
          {address ? (
            <p className="text-lg">
              {t('thanks.sentTo')}{' '}
              <span className="block font-alexandria font-semibold break-all">
                <bdi dir="ltr">{address}</bdi>
              </span>
            </p>
          ) : (
            <p>
              <NoWrap text={t('thanks.sentSomewhere')} />
            </p>
          )}
          <p className="mt-2">{t('thanks.contains')}</p>
        </div>
        <h2 className="mb-3 text-xl">{t('thanks.nextHeading')}</h2>
        <ul className="mb-8 list-disc space-y-2 ps-6 marker:text-accent">
          <li>{t(isOpen ? 'thanks.slip' : 'thanks.slipClosed')}</li>
          <li>
            {t('thanks.spam')} {t('thanks.contact')} <EmailLink address={config().secretariatEmail} />
          </li>
        </ul>
        <div className="mb-8">
          <AddToCalendar meeting={meeting} locale={locale} />
        </div>
        <p className="flex flex-wrap gap-4">
          {isOpen && (
            <a className="action action-quiet" href={`/${locale}/rsvp`}>
              {t('thanks.colleague')}
            </a>
          )}
          <a className="quiet-link self-center" href={`/${locale}`}>
            {t('thanks.backToNote')}
          </a>
        </p>
      </div>
    </PageLayout>
  );
});
