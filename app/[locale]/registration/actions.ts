'use server';

import { setTimeout as sleep } from 'node:timers/promises';
import { redirect } from 'next/navigation';
import {
  actionContext,
  clientAddress,
  errorMessages,
  formResponses,
  idempotencyKeyOf,
  localeOf,
  nextAttempt,
  textOf,
  timeToTryAgain,
  valuesOf,
} from '@/app/_form/form';
import { reportError } from '@/app/_page/with-error-page';
import type { DecisionState } from '@/components/registration/decision-form';
import type { ParticipantFormState } from '@/components/registration/participant-form';
import type { SignInState } from '@/components/staff/sign-in-form';
import { config } from '@/lib/config';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { deadlineInWords } from '@/lib/meeting/deadline';
import { isConfirmationOpen } from '@/lib/meeting/phase';
import type { Context } from '@/lib/registration/confirm';
import { type FieldName, valueInWords } from '@/lib/registration/field-values';
import { canComeBack, differences } from '@/lib/registration/identity';
import {
  amend,
  type ParticipantAction,
  type ParticipantActionOutcome,
  reconfirm,
  requestLinks,
  withdraw,
} from '@/lib/registration/participant-actions';
import { findByLink } from '@/lib/registration/queries';
import { type Participant, readAddress, readRecorded } from '@/lib/registration/schema';
import { consume, consumeAll } from '@/lib/server/rate-limits';
import { meetingClock } from '@/lib/time/clock';
import type { Registration } from '@/prisma/client/client';

/** The address of a registration's page; the token is what the person came with. */
const pageOf = (form: FormData): string =>
  `/${localeOf(form)}/registration/${encodeURIComponent(textOf(form, 'token'))}`;

/** The version of the registration that the person saw. */
const expectedVersionIn = (form: FormData): number => Number(textOf(form, 'seen'));

/** What the form wishes for, in which version the registration was seen, and which sending of the form this is. */
const actionOf = (
  form: FormData,
  { id, link }: { id: string; link: ParticipantAction['link'] },
  said: unknown,
): ParticipantAction => ({
  link,
  expectedVersion: expectedVersionIn(form),
  idempotencyKey: idempotencyKeyOf(form, id, said),
});

/** Takes the changed values to the use case and its answer back to the reader, with everything that was typed. */
export async function submitAmendment(
  previous: ParticipantFormState,
  form: FormData,
): Promise<ParticipantFormState> {
  const locale = localeOf(form);
  const t = translator(locale);
  const values = valuesOf(form);
  const { again, refused } = formResponses(previous, form, { expectedVersion: expectedVersionIn(form) });
  const closed = async () => {
    const { since } = deadlineInWords(await currentMeeting(), locale);
    return refused(t('amend.closedHeading'), t('amend.closed', { since }), true);
  };
  const withdrawn = (recorded: Registration) =>
    refused(
      t('amend.withdrawnHeading'),
      t(canComeBack(recorded) ? 'amend.withdrawn' : 'registration.fixed'),
      true,
    );

  try {
    const registration = await findByLink(textOf(form, 'token'));
    if (!registration) return refused(t('deadLink.heading'), t('deadLink.text'), true);
    // Whatever else is wrong with a form that comes too late: it cannot be corrected any more. The write decides by itself.
    if (!isConfirmationOpen(await currentMeeting(), meetingClock())) return await closed();
    if (registration.status !== 'confirmed') return withdrawn(registration);

    const read = readRecorded({ ...values, email: registration.email ?? '' }, registration);
    if (!read.ok) return again({ errors: errorMessages(read.complaints, locale) });
    const { participant } = read;

    const allowed = await consumeAll([['changeByRegistration', registration.id]]);
    if (!allowed.ok) {
      const time = timeToTryAgain(allowed.retryAfterMs);
      return refused(t('amend.tooManyHeading'), t('amend.tooMany', { time }));
    }

    const outcome = await amend(actionOf(form, registration, participant), participant, actionContext());
    if (outcome.ok) redirect(`${pageOf(form)}?done=${outcome.isChanged ? 'amended' : 'unchanged'}`);
    switch (outcome.reason) {
      case 'unknown':
        return refused(t('deadLink.heading'), t('deadLink.text'), true);
      case 'closed':
        return await closed();
      case 'taken':
        return refused(t('amend.takenHeading'), t('amend.taken'));
      case 'fixed':
        return withdrawn(registration);
      case 'changed': {
        const { recorded } = outcome;
        if (recorded.status !== 'confirmed') return withdrawn(recorded);
        const conflict = conflictBetween(recorded, participant, locale);
        if (conflict.length === 0) redirect(`${pageOf(form)}?done=unchanged`);
        return again({
          refusal: { heading: t('amend.conflictHeading'), text: t('amend.conflict'), isFinal: false },
          expectedVersion: recorded.version,
          conflict,
        });
      }
    }
  } catch (error) {
    const code = reportError(error);
    const contact = config().secretariatEmail;
    return refused(t('registration.surpriseHeading'), t('rsvp.surprise', { contact, reference: code }));
  }
}

/** What somebody else saved, beside what was typed. */
function conflictBetween(recorded: Registration, participant: Participant, locale: Locale) {
  const t = translator(locale);
  const shown = (field: FieldName, value: string | null) =>
    valueInWords(field, value, locale) ?? t('registration.none');
  return differences(recorded, { ...participant, email: recorded.email }).map(({ field, from, to }) => ({
    label: t(`fields.${field as FieldName}`),
    recorded: shown(field as FieldName, from),
    submitted: shown(field as FieldName, to),
  }));
}

/** Withdraws, after the page that asks once more. */
export async function submitWithdrawal(previous: DecisionState, form: FormData): Promise<DecisionState> {
  return decide(previous, form, withdraw, { name: 'withdraw', done: 'withdrawn', changed: '/withdraw' });
}

/** Confirms again what was withdrawn. */
export async function submitReconfirmation(previous: DecisionState, form: FormData): Promise<DecisionState> {
  return decide(previous, form, reconfirm, { name: 'return', done: 'confirmed', changed: '' });
}

async function decide(
  previous: DecisionState,
  form: FormData,
  carryOut: (action: ParticipantAction, context: Context) => Promise<ParticipantActionOutcome>,
  { name, done, changed }: { name: string; done: string; changed: string },
): Promise<DecisionState> {
  const locale = localeOf(form);
  const t = translator(locale);
  const again = (heading: string, text: string): DecisionState => ({
    attempt: nextAttempt(previous),
    problem: { heading, text },
  });
  try {
    // For a link that opens nothing its page says so.
    const registration = (await findByLink(textOf(form, 'token'))) ?? redirect(pageOf(form));
    const allowed = await consumeAll([['changeByRegistration', registration.id]]);
    if (!allowed.ok) {
      const time = timeToTryAgain(allowed.retryAfterMs);
      return again(t('registration.tooManyHeading'), t('registration.tooMany', { time }));
    }
    const outcome = await carryOut(actionOf(form, registration, name), actionContext());
    if (outcome.ok) redirect(`${pageOf(form)}?done=${done}`);
    // The page itself says what is recorded now, and why nothing can be done about it any more.
    const told = { changed: `${changed}?changed`, closed: '?late', unknown: '', fixed: '', taken: '' };
    redirect(`${pageOf(form)}${told[outcome.reason]}`);
  } catch (error) {
    const code = reportError(error);
    const contact = config().secretariatEmail;
    return again(t('registration.surpriseHeading'), t('registration.surprise', { contact, reference: code }));
  }
}

/**
 * An answer is given at a multiple of this time, longer than the work usually takes: how long it took does not tell whether
 * an address is registered.
 */
const BEAT_MS = 500;

/** Asks for the links of an address: one answer for every address, after one and the same time. */
export async function submitLostLink(_: SignInState, form: FormData): Promise<SignInState> {
  const locale = localeOf(form);
  const t = translator(locale);
  const value = textOf(form, 'email').trim();
  try {
    const address = readAddress(value);
    if (!address) return { value, error: t('problems.address') };
    const allowed = await consume('linkByClient', await clientAddress());
    if (!allowed.ok) {
      return { value, error: t('lostLink.tooMany', { time: timeToTryAgain(allowed.retryAfterMs) }) };
    }
    const start = performance.now();
    // A refusal would tell a stranger how many emails its owner has caused.
    const ofMailbox = await consumeAll([
      ['linkByMailbox', address],
      ['emailByMailbox', address],
      ['linkPause', address],
    ]);
    if (ofMailbox.ok) await requestLinks(address, locale, actionContext());
    await sleep(BEAT_MS - ((performance.now() - start) % BEAT_MS));
    redirect(`/${locale}/registration?sent`);
  } catch (error) {
    return { value, error: `${t('errorPage.text')} ${reportError(error)}` };
  }
}
