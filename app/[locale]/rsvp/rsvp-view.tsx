import { newFormId } from '@/app/_form/form';
import { participantFormLabels } from '@/app/_form/form-labels';
import { ClosedNotice } from '@/components/meeting/closed-notice';
import { ParticipantForm } from '@/components/registration/participant-form';
import { DeadlineForReader } from '@/components/ui/local-time';
import { NoWrap } from '@/components/ui/no-wrap';
import { config } from '@/lib/config';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { arabStatesInOrder } from '@/lib/meeting/content/countries';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { deadlineInWords } from '@/lib/meeting/deadline';
import { phaseOf } from '@/lib/meeting/phase';
import { type Field, fields } from '@/lib/registration/schema';
import { submitConfirmation } from './actions';
import { closedRefusal } from './closed-refusal';

/** The content of the confirmation page as visitors see it at `now`. The staff preview shows it for other times. */
export function RsvpView({ meeting, locale, now }: { meeting: Meeting; locale: Locale; now: Date }) {
  const t = translator(locale);
  const phase = phaseOf(meeting, now);
  const isOpen = phase === 'open';
  const deadline = deadlineInWords(meeting, locale);
  const contact = config().secretariatEmail;
  const emptyValues = Object.fromEntries(fields.map((field) => [field, ''])) as Record<Field, string>;
  return (
    <div className="prose-width pt-10">
      <h1 className="mb-4 text-3xl">{t('rsvp.title')}</h1>
      <ParticipantForm
        locale={locale}
        address={`/${locale}/rsvp`}
        labels={participantFormLabels(locale, {
          title: t('rsvp.title'),
          submit: t('rsvp.submit'),
          submitting: t('rsvp.submitting'),
          emailHint: t('rsvp.hints.email'),
          closedContact: t(phase === 'held' ? 'rsvp.heldContact' : 'rsvp.closedContact'),
          trap: t('rsvp.trap'),
        })}
        countries={arabStatesInOrder(locale)}
        contact={contact}
        initial={{ attempt: 0, formId: newFormId(), values: emptyValues, errors: [] }}
        action={submitConfirmation}
        introduction={
          isOpen && (
            <p className="mb-8">
              <NoWrap text={t('rsvp.introduction', { deadline: deadline.until })} />
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
        closed={
          isOpen
            ? null
            : {
                ...closedRefusal(meeting, locale, now),
                notice: <ClosedNotice locale={locale} meeting={meeting} phase={phase} contact={contact} />,
              }
        }
      />
    </div>
  );
}
