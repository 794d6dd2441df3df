import { randomUUID } from 'node:crypto';
import { connection } from 'next/server';
import { ClosedNotice } from '@/components/closed-notice';
import { DeadlineForReader } from '@/components/for-reader';
import { ParticipantForm } from '@/components/participant-form';
import { meetingClock } from '@/lib/clock';
import { config } from '@/lib/config';
import { arabStatesInOrder } from '@/lib/content/countries';
import { formatDay } from '@/lib/dates';
import { translator } from '@/lib/i18n/translator';
import { currentMeeting } from '@/lib/meeting';
import { deadlineInWords } from '@/lib/registration/deadline';
import { isConfirmationOpen } from '@/lib/registration/policy';
import { type Field, fields } from '@/lib/registration/schema';
import { calmMetadata, calmPage, type PageProps } from '../../calm';
import { participantFormWords } from '../../form-words';
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
        {isOpen && (
          <p className="mb-8">
            {t('rsvp.introduction', { deadline: deadline.until })}
            <DeadlineForReader meeting={meeting} locale={locale} />
          </p>
        )}
        <ParticipantForm
          locale={locale}
          address={`/${locale}/rsvp`}
          words={participantFormWords(locale, {
            title: t('rsvp.title'),
            submit: t('rsvp.submit'),
            submitting: t('rsvp.submitting'),
            emailHint: t('rsvp.hints.email'),
            closedContact: t('rsvp.closedContact'),
            trap: t('rsvp.trap'),
          })}
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
