import { translator } from '@/lib/i18n/translator';
import { calendarFile } from '@/lib/meeting/calendar';
import { isUnverified } from '@/lib/registration/identity';
import { formatDay } from '@/lib/time/dates';
import {
  briefFacts,
  changesBlock,
  forParticipant,
  linkBlocks,
  meetingFacts,
  participantEmail,
  recordedFacts,
} from '../parts';

/**
 * To somebody who confirmed, whom the secretariat recorded, or who is confirmed again. The calendar file is attached, unless the
 * participation was withdrawn before the email was composed.
 */
export const acknowledgement = forParticipant((context) => {
  const { registration, meeting, message, event } = context;
  const { language: locale, reference } = registration;
  const t = translator(locale);
  const isAgain = event.type === 'registration.confirmedAgain' || event.type === 'registration.reinstated';
  const isBrief = event.actor === 'participant' && isUnverified(registration);
  return {
    ...participantEmail(
      context,
      t('emails.acknowledgement.subject', { day: formatDay(meeting.startsAt, locale) }),
      [
        {
          kind: 'text',
          text: t(isAgain ? 'emails.acknowledgement.leadAgain' : 'emails.acknowledgement.lead'),
        },
        ...(isBrief ? [] : changesBlock(event, locale)),
        meetingFacts(meeting, locale),
        ...(isBrief ? briefFacts(registration, locale) : [recordedFacts(registration, locale)]),
        ...linkBlocks(context, locale),
        { kind: 'text', text: t('emails.acknowledgement.calendar') },
      ],
      (t) => t('emails.acknowledgement.summary', { reference }),
    ),
    ...(registration.status === 'confirmed' && {
      calendar: calendarFile(meeting, locale, message.createdAt),
    }),
  };
});
