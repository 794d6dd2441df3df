import { ClosedNotice } from '@/components/closed-notice';
import { DeadlineForReader } from '@/components/for-reader';
import { ParticipantForm } from '@/components/participant-form';
import { Unbroken } from '@/components/unbroken';
import { config } from '@/lib/config';
import { arabStatesInOrder } from '@/lib/content/countries';
import { translator } from '@/lib/i18n/translator';
import type { Locale } from '@/lib/locale';
import type { Meeting } from '@/lib/meeting';
import { deadlineInWords } from '@/lib/registration/deadline';
import { isConfirmationOpen } from '@/lib/registration/policy';
import { type Field, fields } from '@/lib/registration/schema';
import { newFormId } from '../../form';
import { participantFormWords } from '../../form-words';
import { submitConfirmation } from './actions';

/** The form to confirm participation as it is at an instant. */
export function RsvpView({ meeting, locale, now }: { meeting: Meeting; locale: Locale; now: Date }) {
  const t = translator(locale);
  const isOpen = isConfirmationOpen(meeting, now);
  const deadline = deadlineInWords(meeting, locale);
  const contact = config().secretariatEmail;
  const nothingTyped = Object.fromEntries(fields.map((field) => [field, ''])) as Record<Field, string>;
  return (
    <div className="prose-width pt-10">
      <h1 className="mb-4 text-3xl">{t('rsvp.title')}</h1>
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
        initial={{ attempt: 0, formId: newFormId(), typed: nothingTyped, errors: [] }}
        action={submitConfirmation}
        introduction={
          isOpen && (
            <p className="mb-8">
              <Unbroken text={t('rsvp.introduction', { deadline: deadline.until })} />
              <DeadlineForReader meeting={meeting} locale={locale} />
            </p>
          )
        }
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
  );
}
