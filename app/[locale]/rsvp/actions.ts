'use server';

import { redirect } from 'next/navigation';
import {
  actionContext,
  clientAddress,
  errorMessages,
  formResponses,
  idempotencyKeyOf,
  isLanguageChange,
  localeOf,
  openedAt,
  textOf,
  timeToTryAgain,
  valuesOf,
} from '@/app/_form/form';
import { reportError } from '@/app/_page/with-error-page';
import type { ParticipantFormState } from '@/components/registration/participant-form';
import { config } from '@/lib/config';
import { translator } from '@/lib/i18n/translator';
import { currentMeeting, type Meeting } from '@/lib/meeting/current-meeting';
import { isConfirmationOpen } from '@/lib/meeting/phase';
import { detectBotSignals } from '@/lib/registration/bot-signals';
import { confirmAttendance } from '@/lib/registration/confirm';
import { readParticipant } from '@/lib/registration/schema';
import { consumeAll } from '@/lib/server/rate-limits';
import { nameKey } from '@/lib/text/name-keys';
import { machineClock, meetingClock } from '@/lib/time/clock';
import { HOUR_MS } from '@/lib/time/instant';
import { closedRefusal } from './closed-refusal';
import { typedAddress } from './typed-address';

/** Confirms attendance. A refusal shows the form again with the typed values. */
export async function submitConfirmation(
  previous: ParticipantFormState,
  form: FormData,
): Promise<ParticipantFormState> {
  const locale = localeOf(form);
  const t = translator(locale);
  const values = valuesOf(form);
  const { again, refused } = formResponses(previous, form);
  if (isLanguageChange(form)) return again({});
  const closed = (meeting: Meeting) => {
    const { heading, text } = closedRefusal(meeting, locale, meetingClock());
    return refused(heading, text, true);
  };
  // After the deadline, the message about it replaces any other one: correcting the form would be pointless.
  const unlessClosed = async (respond: () => ParticipantFormState) => {
    const meeting = await currentMeeting();
    return isConfirmationOpen(meeting, meetingClock()) ? respond() : closed(meeting);
  };

  try {
    const read = readParticipant(values);
    if (!read.ok) return await unlessClosed(() => again({ errors: errorMessages(read.complaints, locale) }));
    const { participant } = read;

    const tooMany = (retryAfterMs: number) => {
      const time = timeToTryAgain(retryAfterMs);
      const contact = config().secretariatEmail;
      return refused(t('rsvp.tooManyHeading'), t('rsvp.tooMany', { time, contact }));
    };
    const allowed = await consumeAll([
      ['confirmByClient', await clientAddress()],
      ['confirmByPerson', nameKey(participant.fullName), participant.email],
    ]);
    if (!allowed.ok) return await unlessClosed(() => tooMany(allowed.retryAfterMs));

    const botSignals = detectBotSignals(
      { isHoneypotFilled: textOf(form, 'website') !== '', openedAt: openedAt(form) },
      machineClock(),
    );
    const outcome = await confirmAttendance(
      { participant, locale, idempotencyKey: idempotencyKeyOf(form, participant), botSignals },
      actionContext(),
    );
    if (!outcome.ok) {
      return outcome.reason === 'crowded' ? tooMany(HOUR_MS) : closed(await currentMeeting());
    }
    await typedAddress.remember(participant.email);
    redirect(`/${locale}/rsvp/thanks`);
  } catch (error) {
    const reference = reportError(error);
    const contact = config().secretariatEmail;
    return refused(t('rsvp.surpriseHeading'), t('rsvp.surprise', { contact, reference }));
  }
}
