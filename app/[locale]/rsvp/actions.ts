'use server';

import { redirect } from 'next/navigation';
import type { ParticipantFormState } from '@/components/participant-form';
import { machineClock, meetingClock } from '@/lib/clock';
import { config } from '@/lib/config';
import { translator } from '@/lib/i18n/translator';
import { consumeAll } from '@/lib/limits';
import { currentMeeting } from '@/lib/meeting';
import { deadlineInWords } from '@/lib/registration/deadline';
import { doubtsAbout, isConfirmationOpen } from '@/lib/registration/policy';
import { readParticipant } from '@/lib/registration/schema';
import { confirmAttendance } from '@/lib/registration/service';
import { reference } from '../../calm';
import {
  answersTo,
  clientAddress,
  localeOf,
  openedAt,
  sendingKeyOf,
  sentences,
  surroundings,
  textOf,
  timeToTryAgain,
  typedOf,
} from '../../form';
import { typedAddress } from './typed-address';

/** Takes the form to the use case and its answer back to the reader, with everything that was typed. */
export async function submitConfirmation(
  previous: ParticipantFormState,
  form: FormData,
): Promise<ParticipantFormState> {
  const locale = localeOf(form);
  const t = translator(locale);
  const typed = typedOf(form);
  const { again, refused } = answersTo(previous, form);
  const closed = async () => {
    const { since } = deadlineInWords(await currentMeeting(), locale);
    return refused(t('rsvp.closedHeading'), t('rsvp.closed', { since }), true);
  };

  try {
    // Whatever else is wrong with a form that comes too late: it cannot be corrected any more. The write decides by itself.
    if (!isConfirmationOpen(await currentMeeting(), meetingClock())) return await closed();
    const read = readParticipant(typed);
    if (!read.ok) return again({ errors: sentences(read.complaints, locale) });
    const { participant } = read;

    const allowed = await consumeAll([
      ['confirmByClient', await clientAddress()],
      ['confirmByAddress', participant.email],
    ]);
    if (!allowed.ok) {
      const time = timeToTryAgain(allowed.retryAfterMs);
      return refused(t('rsvp.tooManyHeading'), t('rsvp.tooMany', { time }));
    }

    const doubts = doubtsAbout(
      { isTrapFilled: textOf(form, 'website') !== '', openedAt: openedAt(form) },
      machineClock(),
    );
    const outcome = await confirmAttendance(
      { participant, locale, sendingKey: sendingKeyOf(form, participant), doubts },
      surroundings(),
    );
    if (!outcome.ok) return await closed();
    await typedAddress.remember(participant.email);
    redirect(`/${locale}/rsvp/thanks`);
  } catch (error) {
    const code = reference(error);
    const contact = config().secretariatEmail;
    return refused(t('rsvp.surpriseHeading'), t('rsvp.surprise', { contact, reference: code }));
  }
}
