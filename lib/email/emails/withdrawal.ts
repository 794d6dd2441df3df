import { translator } from '@/lib/i18n/translator';
import { deadlineInWords } from '@/lib/meeting/deadline';
import { isConfirmationOpen } from '@/lib/meeting/phase';
import { formatDay } from '@/lib/time/dates';
import type { Block } from '../layout';
import {
  changesBlock,
  forParticipant,
  linkBlocks,
  linkButton,
  type ParticipantContext,
  participantEmail,
  recordedFacts,
} from '../parts';

/** To somebody who withdrew, with the link to confirm again, or whom the secretariat withdrew, without it. */
export const withdrawal = forParticipant((context) => {
  const { registration, meeting, event } = context;
  const { language: locale, reference } = registration;
  const t = translator(locale);
  const isByParticipant = event.actor === 'participant';
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
      ...(isByParticipant ? wayBack(context) : []),
    ],
    (t) =>
      t(isByParticipant ? 'emails.withdrawal.summary' : 'emails.withdrawal.summaryBySecretariat', {
        reference,
      }),
  );
});

/** The personal link to confirm again; once confirmation is closed it only shows the registration. */
function wayBack(context: ParticipantContext): Block[] {
  const { registration, meeting, now } = context;
  const { language: locale } = registration;
  if (!isConfirmationOpen(meeting, now)) return linkBlocks(context, locale);
  const t = translator(locale);
  const { until } = deadlineInWords(meeting, locale);
  return [
    { kind: 'text', text: t('emails.withdrawal.link', { deadline: until }) },
    linkButton(registration, locale, t('registration.comeBack')),
  ];
}
