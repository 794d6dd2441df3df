import type { ParticipantFormState } from '@/components/registration/participant-form';
import { config } from '@/lib/config';
import { decryptToken, encryptToken, hmac } from '@/lib/crypto/token-encryption';
import { defaultLocale, isLocale, type Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import type { Context } from '@/lib/registration/confirm';
import {
  type Field,
  type FieldProblems,
  fields,
  lengths,
  type RequiredField,
} from '@/lib/registration/schema';
import { clientAddress as addressInHand, setResponseStatus } from '@/lib/server/http-server';
import { machineClock, meetingClock } from '@/lib/time/clock';
import { formatTime } from '@/lib/time/dates';
import { instant, later, MINUTE_MS, SECOND_MS } from '@/lib/time/instant';

/** What the use cases need from outside. */
export const actionContext = (): Context => ({
  clock: meetingClock,
  notifySecretariat: config().secretariatNotices,
});

/** One field of a form as text; a missing one, a file, or a form that is none counts as empty. */
export function textOf(form: FormData, name: string): string {
  const value = form instanceof FormData ? form.get(name) : null;
  return typeof value === 'string' ? value : '';
}

/** The parameters of an address; what stands there more than once comes with commas in between. */
export const searchParamsOf = (parameters: URLSearchParams): Record<string, string> =>
  Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name).join(',')]),
  );

/** The language of the page that a form stands on. */
export function localeOf(form: FormData): Locale {
  const asked = textOf(form, 'locale');
  return isLocale(asked) ? asked : defaultLocale;
}

/** Everything that was typed about a participant, as it was typed. */
export const valuesOf = (form: FormData): Record<Field, string> =>
  Object.fromEntries(fields.map((field) => [field, textOf(form, field)])) as Record<Field, string>;

/** The number of a try that was refused; the earlier state comes back from the browser and may be anything. */
export const nextAttempt = (previous: { attempt: number }): number =>
  (typeof previous?.attempt === 'number' ? previous.attempt : 0) + 1;

/**
 * The ways in which the form about a participant goes back to its reader, with everything that was typed.
 * @param more what else the form knows of itself
 */
export function formResponses(
  previous: ParticipantFormState,
  form: FormData,
  more: Pick<ParticipantFormState, 'expectedVersion'> = {},
) {
  const again = (outcome: Partial<ParticipantFormState>): ParticipantFormState => ({
    attempt: nextAttempt(previous),
    formId: textOf(form, 'formId'),
    values: valuesOf(form),
    errors: [],
    ...more,
    ...outcome,
  });
  const refused = (heading: string, text: string, isFinal = false) =>
    again({ refusal: { heading, text, isFinal } });
  return { again, refused };
}

/** Names a form that is drawn now, and says when that was: sealed, so that nobody else can make one. */
export const newFormId = (): string => encryptToken(machineClock().toISOString(), 'form');

/** When this site drew the form; none where it did not. */
export function openedAt(form: FormData): Date | null {
  const opened = decryptToken(textOf(form, 'formId'), 'form');
  return opened === null ? null : instant(opened);
}

/** Names this sending of a form: its id together with what it says; nothing for one without an id. */
export function idempotencyKeyOf(form: FormData, ...said: unknown[]): string | undefined {
  const formId = textOf(form, 'formId');
  return formId ? hmac(JSON.stringify([formId, ...said]), 'sending') : undefined;
}

/** The address that a request comes from, as the limits count it. */
export const clientAddress = async (): Promise<string> => addressInHand() ?? 'unknown';

/** The answer to too many tries, for programs by status and header. @returns the time of day in Dubai from which on it may be tried again */
export function timeToTryAgain(retryAfterMs: number): string {
  setResponseStatus(429, { 'retry-after': String(Math.ceil(retryAfterMs / SECOND_MS)) });
  return formatTime(later(meetingClock(), retryAfterMs + MINUTE_MS));
}

/** What is wrong with each field, as a sentence, in the order of the form. */
export function errorMessages(complaints: FieldProblems, locale: Locale): { field: Field; text: string }[] {
  const t = translator(locale);
  return fields.flatMap((field) => {
    const problem = complaints[field];
    if (!problem) return [];
    const text =
      problem === 'required'
        ? t(`problems.required.${field as RequiredField}`)
        : t(`problems.${problem}`, { field: t(`fields.${field}`), ...lengths[field] });
    return [{ field, text }];
  });
}
