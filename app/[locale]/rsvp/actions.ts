'use server';

import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import type { RsvpState } from '@/components/rsvp-form';
import { meetingClock } from '@/lib/clock';
import { config } from '@/lib/config';
import { formatTime } from '@/lib/dates';
import { clientAddressHeader } from '@/lib/edge';
import { translator } from '@/lib/i18n/translator';
import { later } from '@/lib/instant';
import { consumeAll } from '@/lib/limits';
import { defaultLocale, isLocale, type Locale } from '@/lib/locale';
import { currentMeeting } from '@/lib/meeting';
import { deadlineInWords } from '@/lib/registration/deadline';
import { isConfirmationOpen } from '@/lib/registration/policy';
import { type Complaints, type Field, fields, lengths, readParticipant } from '@/lib/registration/schema';
import { confirmAttendance } from '@/lib/registration/service';
import { fingerprint } from '@/lib/seal';
import { reference } from '../../calm';
import { rememberTypedAddress } from './typed-address';

/** Takes the form to the use case and its answer back to the reader, with everything that was typed. */
export async function submitConfirmation(previous: RsvpState, form: FormData): Promise<RsvpState> {
  const text = (name: string) => {
    const value = form instanceof FormData ? form.get(name) : null;
    return typeof value === 'string' ? value : '';
  };
  const asked = text('locale');
  const locale = isLocale(asked) ? asked : defaultLocale;
  const t = translator(locale);
  const typed = Object.fromEntries(fields.map((field) => [field, text(field)])) as Record<Field, string>;
  const formId = text('formId');
  const again = (outcome: Partial<RsvpState>): RsvpState => ({
    // The earlier state comes back from the browser: it may be anything.
    attempt: (typeof previous?.attempt === 'number' ? previous.attempt : 0) + 1,
    formId,
    typed,
    errors: [],
    ...outcome,
  });
  const refused = (heading: string, reason: string, isFinal = false) =>
    again({ refusal: { heading, text: reason, isFinal } });
  const closed = async () => {
    const { since } = deadlineInWords(await currentMeeting(), locale);
    return refused(t('rsvp.closedHeading'), t('rsvp.closed', { since }), true);
  };

  try {
    // Whatever else is wrong with a form that comes too late: it cannot be corrected any more. The write decides by itself.
    if (!isConfirmationOpen(await currentMeeting(), meetingClock())) return await closed();
    if (text('website') !== '') return again({ errors: [{ text: t('rsvp.trapFilled') }] });

    const read = readParticipant(typed);
    if (!read.ok) return again({ errors: sentences(read.complaints, locale) });
    const { participant } = read;

    const client = (await headers()).get(clientAddressHeader) ?? 'unknown';
    const allowed = await consumeAll([
      ['confirmByClient', client],
      ['confirmByAddress', participant.email],
    ]);
    if (!allowed.ok) {
      const time = formatTime(later(meetingClock(), allowed.retryAfterMs + 60_000));
      return refused(t('rsvp.tooManyHeading'), t('rsvp.tooMany', { time }));
    }

    const outcome = await confirmAttendance(
      {
        participant,
        locale,
        sendingKey: formId ? fingerprint(JSON.stringify([formId, participant]), 'sending') : undefined,
      },
      { clock: meetingClock, notifySecretariat: config().secretariatNotices },
    );
    if (!outcome.ok) return await closed();
    await rememberTypedAddress(participant.email);
    redirect(`/${locale}/rsvp/thanks`);
  } catch (error) {
    const code = reference(error);
    const contact = config().secretariatEmail;
    return refused(t('rsvp.surpriseHeading'), t('rsvp.surprise', { contact, reference: code }));
  }
}

function sentences(complaints: Complaints, locale: Locale): RsvpState['errors'] {
  const t = translator(locale);
  return fields.flatMap((field) => {
    const problem = complaints[field];
    if (!problem) return [];
    const text =
      problem === 'required'
        ? t(`problems.required.${field}`)
        : t(`problems.${problem}`, { field: t(`fields.${field}`), ...lengths[field] });
    return [{ field, text }];
  });
}
