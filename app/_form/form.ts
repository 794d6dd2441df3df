import type { ParticipantFormState } from '@/components/registration/participant-form';
import { config } from '@/lib/config';
import { decryptToken, encryptToken, hmac } from '@/lib/crypto/token-encryption';
import { defaultLocale, isLocale, type Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import type { Context } from '@/lib/registration/confirm';
import {
  addressProblem,
  type Field,
  type FieldProblems,
  fields,
  lengths,
  type RequiredField,
} from '@/lib/registration/schema';
import { clientAddress as requestClientAddress, setResponseStatus } from '@/lib/server/request-context';
import { machineClock, meetingClock } from '@/lib/time/clock';
import { formatTime } from '@/lib/time/dates';
import { instant, later, MINUTE_MS, SECOND_MS } from '@/lib/time/instant';

/** The context of a use case that a participant starts: the meeting's clock and the settings. */
export const actionContext = (): Context => ({
  clock: meetingClock,
  notifySecretariat: config().secretariatNotices,
});

/**
 * One field of a form as text. A missing field and a file count as empty. So does a form that is no `FormData`: the arguments of
 * an action come from the browser and may be anything.
 */
export function textOf(form: FormData, name: string): string {
  const value = form instanceof FormData ? form.get(name) : null;
  return typeof value === 'string' ? value : '';
}

/** The query parameters of a URL by name. The values of a repeated parameter are joined by commas. */
export const searchParamsOf = (query: URLSearchParams): Record<string, string> =>
  Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name).join(',')]));

/** The language of the page that shows the form, from its hidden field; the default language for any other value. */
export function localeOf(form: FormData): Locale {
  const locale = textOf(form, 'locale');
  return isLocale(locale) ? locale : defaultLocale;
}

/**
 * Whether a browser without JavaScript sent the form only to show it in the other language, with what was typed. The button for it
 * (`ActionForm`) sends the form to the page in that language; the action returns what was typed and does nothing else.
 */
export const isLanguageChange = (form: FormData): boolean => textOf(form, 'changeLanguage') !== '';

/** The participant's fields exactly as typed, neither trimmed nor checked. */
export const valuesOf = (form: FormData): Record<Field, string> =>
  Object.fromEntries(fields.map((field) => [field, textOf(form, field)])) as Record<Field, string>;

/** Counts one more refused attempt. The previous state comes back from the browser and may be anything. */
export const nextAttempt = (previous: { attempt: number }): number =>
  (typeof previous?.attempt === 'number' ? previous.attempt : 0) + 1;

/**
 * Makes the states with which the participant form is shown again, always with the typed values.
 * @param extra further state that every response keeps
 * @returns `again`: with errors or a conflict; `refused`: with the reason why nothing was recorded. `isFinal` means that sending
 *   the form again cannot help, so that the form is replaced by the typed values.
 */
export function formResponses(
  previous: ParticipantFormState,
  form: FormData,
  extra: Pick<ParticipantFormState, 'expectedVersion'> = {},
) {
  const again = (changes: Partial<ParticipantFormState>): ParticipantFormState => ({
    attempt: nextAttempt(previous),
    formId: textOf(form, 'formId'),
    values: valuesOf(form),
    errors: [],
    ...extra,
    ...changes,
  });
  const refused = (heading: string, text: string, isFinal = false) =>
    again({ refusal: { heading, text, isFinal } });
  return { again, refused };
}

/** A new form id. It is the time of rendering, encrypted, so that only this site can make one. */
export const newFormId = (): string => encryptToken(machineClock().toISOString(), 'form');

/** When this site rendered the form, from its id; `null` for an id that this site did not make. */
export function openedAt(form: FormData): Date | null {
  const renderedAt = decryptToken(textOf(form, 'formId'), 'form');
  return renderedAt === null ? null : instant(renderedAt);
}

/**
 * The idempotency key of a submission: a hash of the form's id and the submitted values. The same form with other values is
 * another submission. `undefined` for a form without an id.
 */
export function idempotencyKeyOf(form: FormData, ...values: unknown[]): string | undefined {
  const formId = textOf(form, 'formId');
  return formId ? hmac(JSON.stringify([formId, ...values]), 'sending') : undefined;
}

/** The IP address of the client, which rate limits count by. */
export const clientAddress = async (): Promise<string> => requestClientAddress() ?? 'unknown';

/**
 * Marks the response as rate-limited: status 429 and `Retry-After` (RFC 6585, section 4).
 * @returns the time of day in Dubai from which another attempt is allowed, for the message
 */
export function timeToTryAgain(retryAfterMs: number): string {
  setResponseStatus(429, { 'retry-after': String(Math.ceil(retryAfterMs / SECOND_MS)) });
  return formatTime(later(meetingClock(), retryAfterMs + MINUTE_MS));
}

/** The problem of each field as a sentence, in the order of the form. */
export function errorMessages(problems: FieldProblems, locale: Locale): { field: Field; text: string }[] {
  const t = translator(locale);
  return fields.flatMap((field) => {
    const problem = problems[field];
    if (!problem) return [];
    const text =
      problem === 'required'
        ? t(`problems.required.${field as RequiredField}`)
        : t(`problems.${problem}`, { field: t(`fields.${field}`), ...lengths[field] });
    return [{ field, text }];
  });
}

/** What is wrong with a typed email address, as a sentence. @param input one that `readAddress` refuses */
export function addressError(input: string, locale: Locale): string {
  const [error] = errorMessages({ email: addressProblem(input) ?? 'address' }, locale);
  return error?.text ?? '';
}
