import { connection } from 'next/server';
import { pageMetadata } from '@/app/_page/metadata';
import { PageLayout } from '@/app/_page/page-layout';
import { type PageProps, withErrorPage, withFallbackMetadata } from '@/app/_page/with-error-page';
import { AddToCalendar } from '@/components/meeting/add-to-calendar';
import { EmailLink } from '@/components/ui/email-link';
import { config } from '@/lib/config';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { currentMeeting, type Meeting } from '@/lib/meeting/current-meeting';
import { isConfirmationOpen, phaseOf } from '@/lib/meeting/phase';
import { displayAddress } from '@/lib/text/email-address';
import { meetingClock } from '@/lib/time/clock';
import { typedAddress } from '../typed-address';

export const generateMetadata = withFallbackMetadata(async ({ params }: PageProps) => {
  const { locale } = await params;
  const title = translator(locale)((await typedAddress.recall()) ? 'thanks.title' : 'thanks.noneTitle');
  return pageMetadata({ locale, path: '/rsvp/thanks', title, isPublic: false });
});

/**
 * Thanks whoever has just sent the form, which the sealed cookie of the typed address proves. The page is the same whether the person was
 * already registered or not: nobody learns from it who registered.
 */
export default withErrorPage(async ({ params }: PageProps) => {
  await connection();
  const { locale } = await params;
  const address = await typedAddress.recall();
  const meeting = await currentMeeting();
  const now = meetingClock();
  return (
    <PageLayout locale={locale} path="/rsvp/thanks">
      <div className="prose-width pt-10">
        {address ? (
          <Thanks locale={locale} meeting={meeting} now={now} address={address} />
        ) : (
          <NothingSent locale={locale} isOpen={isConfirmationOpen(meeting, now)} />
        )}
      </div>
    </PageLayout>
  );
});

type ThanksProps = { locale: Locale; meeting: Meeting; now: Date; address: string };

function Thanks({ locale, meeting, now, address }: ThanksProps) {
  const t = translator(locale);
  const isOpen = isConfirmationOpen(meeting, now);
  return (
    <>
      <h1 className="mb-6 text-3xl">{t('thanks.heading')}</h1>
      <div className="notice mb-8">
        <p className="text-lg">
          {t('thanks.sentTo')}{' '}
          <span className="block font-alexandria font-semibold break-all">
            <bdi dir="ltr">{displayAddress(address)}</bdi>
          </span>
        </p>
        <p className="mt-2">{t('thanks.contains')}</p>
      </div>
      <h2 className="mb-3 text-xl">{t('thanks.nextHeading')}</h2>
      <ul className="mb-8 list-disc space-y-2 ps-6 marker:text-accent">
        <li>{t(isOpen ? 'thanks.slip' : 'thanks.slipClosed')}</li>
        <li>
          {t('thanks.spam')} {t('thanks.contact')} <EmailLink address={config().secretariatEmail} />
        </li>
        {isOpen && <li>{t('thanks.colleagues')}</li>}
      </ul>
      {phaseOf(meeting, now) !== 'held' && (
        <div className="mb-8">
          <AddToCalendar meeting={meeting} locale={locale} />
        </div>
      )}
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
    </>
  );
}

/** For whoever opens the address without having sent the form, and for browsers that keep no cookies. */
function NothingSent({ locale, isOpen }: { locale: Locale; isOpen: boolean }) {
  const t = translator(locale);
  return (
    <>
      <h1 className="mb-6 text-3xl">{t('thanks.noneHeading')}</h1>
      <p className="mb-4">{t('thanks.none')}</p>
      <p className="mb-8">{t('thanks.noneLink')}</p>
      <p className="flex flex-wrap gap-4">
        {isOpen && (
          <a className="action" href={`/${locale}/rsvp`}>
            {t('rsvp.title')}
          </a>
        )}
        <a className="action action-quiet" href={`/${locale}/registration`}>
          {t('lostLink.title')}
        </a>
        <a className="quiet-link self-center" href={`/${locale}`}>
          {t('thanks.backToNote')}
        </a>
      </p>
    </>
  );
}
