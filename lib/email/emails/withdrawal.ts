import { translator } from '@/lib/i18n/translator';
import { deadlineInWords } from '@/lib/meeting/deadline';
import { formatDay } from '@/lib/time/dates';
import { changesBlock, forParticipant, linkButton, participantEmail, recordedFacts } from '../parts';

/** To somebody who withdrew, with the link to confirm again, or whom the secretariat withdrew, without it. */
export const withdrawal = forParticipant((context) => {
  const { registration, meeting, event } = context;
  const { language: locale, reference } = registration;
  const t = translator(locale);
  const isByParticipant = event.actor === 'participant';
  const { until } = deadlineInWords(meeting, locale);
  return participantEmail(
    context,
    t(isByParticipant ? 'emails.withdrawal.subject' : 'emails.withdrawal.subjectBySecretariat', {
      day: formatDay(meeting.startsAt, locale),
    }),
    [
      {
        kind: 'text',
        text: t(isByParticipant ? 'emails.withdrawal.lead' : 'emails.withdrawal.leadBySecretariat'),
      },
      ...changesBlock(event, locale),
      recordedFacts(registration, locale),
      ...(isByParticipant
        ? [
            { kind: 'text' as const, text: t('emails.withdrawal.link', { deadline: until }) },
            linkButton(registration, locale, t('registration.comeBack')),
          ]
        : []),
    ],
    (t) =>
      t(isByParticipant ? 'emails.withdrawal.summary' : 'emails.withdrawal.summaryBySecretariat', {
        reference,
      }),
  );
});
