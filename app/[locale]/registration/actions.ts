'use server';

import { setTimeout as sleep } from 'node:timers/promises';
import { redirect } from 'next/navigation';
import {
  actionContext,
  addressError,
  clientAddress,
  errorMessages,
  formResponses,
  idempotencyKeyOf,
  isLanguageChange,
  localeOf,
  nextAttempt,
  textOf,
  timeToTryAgain,
  valuesOf,
} from '@/app/_form/form';
import { redirectWithNotice } from '@/app/_form/notice';
import { reportError } from '@/app/_page/with-error-page';
import type { DecisionState } from '@/components/registration/decision-form';
import type { ParticipantFormState } from '@/components/registration/participant-form';
import type { SignInState } from '@/components/staff/sign-in-form';
import { config } from '@/lib/config';
import { isLocale, type Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { isConfirmationOpen } from '@/lib/meeting/phase';
import { differences } from '@/lib/registration/changes';
import type { Context } from '@/lib/registration/confirm';
import { type FieldName, valueInWords } from '@/lib/registration/field-values';
import {
  amend,
  changeLanguage,
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
import { closedRefusal, withdrawnRefusal } from './amend-refusal';

/** The path of the registration's page, from the token of the personal link that the form carries. */
const registrationPath = (form: FormData): string =>
  `/${localeOf(form)}/registration/${encodeURIComponent(textOf(form, 'token'))}`;

/** The version of the registration that the form was made from. */
const expectedVersionOf = (form: FormData): number => Number(textOf(form, 'seen'));

/**
 * The use case's input from a form.
 * @param values what this form submits, for the idempotency key
 */
const actionOf = (
  form: FormData,
  { id, link }: { id: string; link: ParticipantAction['link'] },
  values: unknown,
): ParticipantAction => ({
  link,
  expectedVersion: expectedVersionOf(form),
  idempotencyKey: idempotencyKeyOf(form, id, values),
});

/** Amends a registration. A refusal shows the form again with the typed values. */
export async function submitAmendment(
  previous: ParticipantFormState,
  form: FormData,
): Promise<ParticipantFormState> {
  const locale = localeOf(form);
  const t = translator(locale);
  const values = valuesOf(form);
  const { again, refused } = formResponses(previous, form, { expectedVersion: expectedVersionOf(form) });
  if (isLanguageChange(form)) return again({});
  const closed = async () => {
    const { heading, text } = closedRefusal(await currentMeeting(), locale);
    return refused(heading, text, true);
  };
  const withdrawn = (recorded: Registration) => {
    const { heading, text } = withdrawnRefusal(recorded, locale);
    return refused(heading, text, true);
  };

  try {
    const registration = await findByLink(textOf(form, 'token'));
    if (!registration) return refused(t('deadLink.heading'), t('deadLink.text'), true);
    // Asked before the fields are checked: after the deadline, correcting them would be pointless. `amend` checks it again.
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
    if (outcome.ok) {
      const done = outcome.isChanged ? 'amended' : 'unchanged';
      return await redirectWithNotice(`${registrationPath(form)}?done=${done}`);
    }
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
        if (conflict.length === 0)
          return await redirectWithNotice(`${registrationPath(form)}?done=unchanged`);
        return again({
          refusal: { heading: t('amend.conflictHeading'), text: t('amend.conflict'), isFinal: false },
          expectedVersion: recorded.version,
          conflict,
        });
      }
    }
  } catch (error) {
    const reference = reportError(error);
    const contact = config().secretariatEmail;
    return refused(t('registration.surpriseHeading'), t('rsvp.surprise', { contact, reference }));
  }
}

/** The fields in which the saved registration differs from the submitted form, each with both values. */
function conflictBetween(recorded: Registration, participant: Participant, locale: Locale) {
  const t = translator(locale);
  const inWords = (field: FieldName, value: string | null) =>
    valueInWords(field, value, locale) ?? t('registration.none');
  return differences(recorded, { ...participant, email: recorded.email }).map(({ field, from, to }) => ({
    label: t(`fields.${field as FieldName}`),
    recorded: inWords(field as FieldName, from),
    submitted: inWords(field as FieldName, to),
  }));
}

/** Withdraws a registration, from the page that asks for confirmation. */
export async function submitWithdrawal(previous: DecisionState, form: FormData): Promise<DecisionState> {
  return decide(previous, form, withdraw, { name: 'withdraw', done: 'withdrawn', conflictPage: '/withdraw' });
}

/** Confirms a registration again that the participant had withdrawn. */
export async function submitReconfirmation(previous: DecisionState, form: FormData): Promise<DecisionState> {
  return decide(previous, form, reconfirm, { name: 'return', done: 'confirmed', conflictPage: '' });
}

/** Changes the language of emails to the participant. */
export async function submitLanguage(previous: DecisionState, form: FormData): Promise<DecisionState> {
  const language = textOf(form, 'language');
  // The page offers only the languages that there are.
  if (!isLocale(language)) redirect(registrationPath(form));
  return decide(previous, form, (action, context) => changeLanguage(action, language, context), {
    name: `language ${language}`,
    done: 'amended',
    conflictPage: '',
  });
}

type Decision = {
  /** Distinguishes the decisions in the idempotency key. */
  name: string;
  /** The `done` parameter of the registration's page after success. */
  done: string;
  /** The page, relative to the registration's, that tells that somebody else changed the registration. */
  conflictPage: string;
};

/** Carries out a decision and shows the registration's page. Only a rate limit and an unexpected error show the form again. */
async function decide(
  previous: DecisionState,
  form: FormData,
  carryOut: (action: ParticipantAction, context: Context) => Promise<ParticipantActionOutcome>,
  { name, done, conflictPage }: Decision,
): Promise<DecisionState> {
  const locale = localeOf(form);
  const t = translator(locale);
  const again = (heading: string, text: string): DecisionState => ({
    attempt: nextAttempt(previous),
    problem: { heading, text },
  });
  try {
    // A link that opens no registration leads to its page, which says so.
    const registration = (await findByLink(textOf(form, 'token'))) ?? redirect(registrationPath(form));
    const allowed = await consumeAll([['changeByRegistration', registration.id]]);
    if (!allowed.ok) {
      const time = timeToTryAgain(allowed.retryAfterMs);
      return again(t('registration.tooManyHeading'), t('registration.tooMany', { time }));
    }
    const outcome = await carryOut(actionOf(form, registration, name), actionContext());
    if (outcome.ok) {
      return await redirectWithNotice(
        `${registrationPath(form)}?done=${outcome.isChanged ? done : 'unchanged'}`,
      );
    }
    // The page shows what is recorded now, and why the decision is not possible.
    const targets = {
      changed: `${conflictPage}?changed`,
      closed: '?late',
      unknown: '',
      fixed: '',
      taken: '',
    };
    return await redirectWithNotice(`${registrationPath(form)}${targets[outcome.reason]}`);
  } catch (error) {
    const reference = reportError(error);
    const contact = config().secretariatEmail;
    return again(t('registration.surpriseHeading'), t('registration.surprise', { contact, reference }));
  }
}

/**
 * The response is sent at a multiple of this time, which is longer than the work usually takes. So the response time does not
 * reveal whether an address is registered.
 */
const RESPONSE_STEP_MS = 500;

/** Requests an email with the personal links of an address. Every address gets the same response. */
export async function submitLostLink(_: SignInState, form: FormData): Promise<SignInState> {
  const locale = localeOf(form);
  const t = translator(locale);
  const value = textOf(form, 'email').trim();
  if (isLanguageChange(form)) return { value };
  try {
    const address = readAddress(value);
    if (!address) return { value, error: addressError(value, locale) };
    const allowed = await consume('linkByClient', await clientAddress());
    if (!allowed.ok) {
      return { value, error: t('lostLink.tooMany', { time: timeToTryAgain(allowed.retryAfterMs) }) };
    }
    const start = performance.now();
    // Exceeding a limit of the mailbox changes nothing in the response: it would tell a stranger about the owner's requests.
    const allowedForMailbox = await consumeAll([
      ['linkByMailbox', address],
      ['linkPause', address],
    ]);
    if (allowedForMailbox.ok) await requestLinks(address, locale, actionContext());
    await sleep(RESPONSE_STEP_MS - ((performance.now() - start) % RESPONSE_STEP_MS));
    return await redirectWithNotice(`/${locale}/registration?sent`);
  } catch (error) {
    return { value, error: `${t('errorPage.text')} ${reportError(error)}` };
  }
}
