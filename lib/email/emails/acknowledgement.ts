import { translator } from '@/lib/i18n/translator';
import { calendarFile } from '@/lib/meeting/calendar';
import { isAhead, phaseOf } from '@/lib/meeting/phase';
import { isUnverified } from '@/lib/registration/identity';
import { formatDay } from '@/lib/time/dates';
import {
  briefFacts,
  changesBlock,
  forParticipant,
  linkBlocks,
  meetingFacts,
  type ParticipantContext,
  participantEmail,
  recordedFacts,
} from '../parts';

/**
 * To somebody who confirmed, whom the secretariat recorded, or who is confirmed again. The calendar file is attached, unless the
 * participation was withdrawn or the meeting began before the email was composed.
 */
export const acknowledgement = forParticipant((context) => {
  const { registration, meeting, message, event, now } = context;
  const { language: locale, reference } = registration;
  const t = translator(locale);
  const isBrief = event.actor === 'participant' && isUnverified(registration);
  const isExpected = registration.status === 'confirmed' && isAhead(meeting, now);
  return {
    ...participantEmail(
      context,
      t('emails.acknowledgement.subject', { day: formatDay(meeting.startsAt, locale) }),
      [
        { kind: 'text', text: leadOf(context) },
        ...(isBrief ? [] : changesBlock(event, locale)),
        meetingFacts(meeting, locale),
        ...(isBrief ? briefFacts(registration, locale) : [recordedFacts(registration, locale)]),
        ...linkBlocks(context, locale),
        ...(isExpected ? [{ kind: 'text' as const, text: t('emails.acknowledgement.calendar') }] : []),
      ],
      (t) => t('emails.acknowledgement.summary', { reference }),
    ),
    ...(isExpected && { calendar: calendarFile(meeting, locale, message.createdAt) }),
  };
});

/** The first sentence. Whoever is expected reads that we look forward to the meeting, and nobody reads it once it has begun. */
function leadOf({ registration, meeting, event, now }: ParticipantContext): string {
  const { language: locale, status } = registration;
  const t = translator(locale);
  const isAgain = event.type === 'registration.confirmedAgain' || event.type === 'registration.reinstated';
  if (status !== 'confirmed') return t('emails.acknowledgement.leadReceived');
  if (isAhead(meeting, now)) {
    return t(isAgain ? 'emails.acknowledgement.leadAgain' : 'emails.acknowledgement.lead');
  }
  return phaseOf(meeting, now) === 'held'
    ? t('emails.acknowledgement.leadHeld', { day: formatDay(meeting.startsAt, locale) })
    : t('emails.acknowledgement.leadReceived');
}
