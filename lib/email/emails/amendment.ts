import { translator } from '@/lib/i18n/translator';
import { formatDay } from '@/lib/time/dates';
import {
  changesBlock,
  forParticipant,
  linkBlocks,
  meetingFacts,
  participantEmail,
  recordedFacts,
} from '../parts';

/** To somebody who changed the registration by the personal link, or whose registration the secretariat corrected. */
export const amendment = forParticipant((context) => {
  const { registration, meeting, event } = context;
  const { language: locale, reference } = registration;
  const t = translator(locale);
  return participantEmail(
    context,
    t('emails.amendment.subject', { day: formatDay(meeting.startsAt, locale) }),
    [
      {
        kind: 'text',
        text: t(
          event.type === 'registration.corrected'
            ? 'emails.amendment.leadCorrected'
            : 'emails.amendment.lead',
        ),
      },
      ...changesBlock(event, locale),
      recordedFacts(registration, locale),
      ...linkBlocks(context, locale),
      ...(registration.status === 'confirmed' ? [meetingFacts(meeting, locale)] : []),
    ],
    (t) => t('emails.amendment.summary', { reference }),
  );
});
