import { randomUUID } from 'node:crypto';
import { connection } from 'next/server';
import { ClosedNotice } from '@/components/closed-notice';
import { RsvpForm, type RsvpWords } from '@/components/rsvp-form';
import { meetingClock } from '@/lib/clock';
import { config } from '@/lib/config';
import { arabStatesInOrder } from '@/lib/content/countries';
import { formatDay } from '@/lib/dates';
import { translator } from '@/lib/i18n/translator';
import type { Locale } from '@/lib/locale';
import { currentMeeting } from '@/lib/meeting';
import { deadlineInWords } from '@/lib/registration/deadline';
import { isConfirmationOpen } from '@/lib/registration/policy';
import { type Field, fields } from '@/lib/registration/schema';
import { calmMetadata, calmPage, type PageProps } from '../../calm';
import { Frame } from '../../frame';
import { pageMetadata } from '../../page-metadata';
import { submitConfirmation } from './actions';

export const generateMetadata = calmMetadata(async ({ params }: PageProps) => {
  const { locale } = await params;
  const t = translator(locale);
  const day = formatDay((await currentMeeting()).startsAt, locale);
  const description = t('rsvp.description', { day });
  return pageMetadata({ locale, path: '/rsvp', title: t('rsvp.title'), description });
});

export default calmPage(async ({ params }: PageProps) => {
  await connection();
  const { locale } = await params;
  const t = translator(locale);
  const meeting = await currentMeeting();
  const isOpen = isConfirmationOpen(meeting, meetingClock());
  const deadline = deadlineInWords(meeting, locale);
  const contact = config().secretariatEmail;
  const nothingTyped = Object.fromEntries(fields.map((field) => [field, ''])) as Record<Field, string>;
  return (
    <Frame locale={locale} path="/rsvp">
      <div className="prose-width pt-10">
        <h1 className="mb-4 text-3xl">{t('rsvp.title')}</h1>
        {isOpen && <p className="mb-8">{t('rsvp.introduction', { deadline: deadline.until })}</p>}
        <RsvpForm
          locale={locale}
          words={rsvpWords(locale)}
          countries={arabStatesInOrder(locale)}
          contact={contact}
          initial={{ attempt: 0, formId: randomUUID(), typed: nothingTyped, errors: [] }}
          action={submitConfirmation}
          privacy={
            <p>
              {t('rsvp.privacy')}{' '}
              <a className="quiet-link" href={`/${locale}/privacy`}>
                {t('rsvp.privacyLink')}
              </a>
            </p>
          }
          closed={isOpen ? null : <ClosedNotice locale={locale} since={deadline.since} contact={contact} />}
        />
      </div>
    </Frame>
  );
});

function rsvpWords(locale: Locale): RsvpWords {
  const t = translator(locale);
  return {
    labels: Object.fromEntries(fields.map((field) => [field, t(`fields.${field}`)])) as Record<Field, string>,
    hints: {
      fullName: t('rsvp.hints.fullName'),
      email: t('rsvp.hints.email'),
      presentationTitle: t('rsvp.hints.presentationTitle'),
      organization: t('rsvp.hints.organization'),
    },
    optional: t('site.optional'),
    summaryHeading: t('rsvp.summaryHeading'),
    errorPrefix: t('rsvp.errorPrefix'),
    errorTitle: t('rsvp.errorTitle', { title: t('rsvp.title') }),
    chooseCountry: t('rsvp.chooseCountry'),
    trap: t('rsvp.trap'),
    submit: t('rsvp.submit'),
    submitting: t('rsvp.submitting'),
    closedTyped: t('rsvp.closedTyped'),
    closedContact: t('rsvp.closedContact'),
  };
}
