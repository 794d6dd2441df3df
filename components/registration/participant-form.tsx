'use client';

import { type ReactNode, useEffect, useState } from 'react';
import type { FailureLabels } from '@/components/form/action-failure';
import { ActionForm } from '@/components/form/action-form';
import { takeTyped } from '@/components/form/carried-values';
import { useFormAction } from '@/components/form/use-form-action';
import { ChangingText } from '@/components/ui/changing-text';
import { Conflict, type ConflictRow } from '@/components/ui/conflict';
import { EmailInput } from '@/components/ui/email-input';
import { ErrorSummary } from '@/components/ui/error-summary';
import { type ControlProps, Field } from '@/components/ui/field';
import type { Locale } from '@/lib/i18n/locale';
import type { Field as FieldName, RequiredField } from '@/lib/registration/schema';

/** The state of the form: the typed values, and after a refused attempt the reasons. */
export type ParticipantFormState = {
  /** Number of refused attempts. */
  attempt: number;
  /** Part of the idempotency key: the same form with the same values is one submission, even if it is sent twice. */
  formId: string;
  values: Record<FieldName, string>;
  errors: { field?: FieldName | undefined; text: string }[];
  /**
   * Why nothing was recorded, if no field is the cause: deadline, rate limit, conflict, unexpected error. `isFinal`: sending the form
   * again cannot help, so the typed values are shown instead of the form.
   */
  refusal?: { heading: string; text: string; isFinal: boolean } | undefined;
  /** When amending: the version of the registration that the form was made from. */
  expectedVersion?: number | undefined;
  /** The fields that somebody else saved with other values in the meantime. */
  conflict?: ConflictRow[] | undefined;
};

export type ParticipantFormLabels = {
  labels: Record<FieldName, string>;
  hints: Partial<Record<FieldName, string>>;
  optional: string;
  summaryHeading: string;
  errorPrefix: string;
  /** The page's title after a refused attempt, so that a screen reader announces it. */
  errorTitle: string;
  chooseCountry: string;
  /** The label of the honeypot, a hidden field that only bots fill in; absent where a form has none. */
  trap?: string | undefined;
  submit: string;
  submitting: string;
  closedTyped: string;
  closedContact: string;
  conflictRecorded: string;
  conflictTyped: string;
  failure: FailureLabels;
  /** The button that changes the language without JavaScript, in the other language. */
  changeLanguage: string;
};

type Props = {
  locale: Locale;
  /** The URL of the page, to which a browser without JavaScript sends the form. */
  address: string;
  /** Hidden fields. */
  hidden?: Record<string, string>;
  /** Whether the e-mail address is read-only. */
  isAddressFixed?: boolean;
  labels: ParticipantFormLabels;
  countries: readonly { code: string; name: string }[];
  contact: string;
  initial: ParticipantFormState;
  action: (state: ParticipantFormState, form: FormData) => Promise<ParticipantFormState>;
  /** Shown above the form; not after a final refusal. */
  introduction: ReactNode;
  /** How the data are used; shown below the button. */
  privacy?: ReactNode;
  /**
   * While the form cannot be sent: what is shown instead of it, and what somebody reads who had typed something. `null` while it can be
   * sent.
   */
  closed: { notice: ReactNode; heading: string; text: string } | null;
};

const required: Record<RequiredField, true> = { fullName: true, jobTitle: true, email: true };

/**
 * The `autocomplete` values of HTML, so that browsers can fill in the fields (WCAG 1.3.5). No field has `off`: the Back button would
 * bring it back empty.
 */
const autoComplete: Record<Exclude<FieldName, 'email' | 'presentationTitle'>, string> = {
  fullName: 'name',
  jobTitle: 'organization-title',
  country: 'country',
  organization: 'organization',
};

/** The field names in the order of the form. They come from the labels: importing the schema would enlarge the browser's script. */
const fieldNames = ({ labels }: ParticipantFormLabels) => Object.keys(labels) as FieldName[];

/** The form to confirm attendance or to amend a registration. It works in the same way with JavaScript and without. */
export function ParticipantForm(props: Props) {
  const { locale, address, hidden = {}, isAddressFixed, labels, countries, closed, initial, action } = props;
  const { state, isPending, sending } = useFormAction(action, initial, address);
  const [arrived, setArrived] = useState<Record<string, string>>({});
  const { attempt, formId, values, expectedVersion } = state;
  const { errors, refusal, conflict }: ParticipantFormState = sending.failure
    ? { attempt, formId, values, errors: [] }
    : state;

  // The form was filled in on the page in the other language, and this one has none any more.
  const isClosed = closed !== null;
  useEffect(() => {
    if (isClosed) setArrived(takeTyped());
  }, [isClosed]);
  const typed = attempt > 0 ? values : arrived;
  const hasTyped = fieldNames(labels).some((name) => typed[name]);
  const final = refusal?.isFinal ? refusal : hasTyped ? closed : null;
  const isRefused = attempt > 0 || final !== null;
  useEffect(() => {
    if (isRefused) document.title = labels.errorTitle;
  }, [isRefused, labels.errorTitle]);

  const form = {
    sending,
    locale,
    failureLabels: labels.failure,
    hidden: { formId, seen: expectedVersion, ...hidden },
    languageChange: { address, label: labels.changeLanguage },
  };
  if (final) {
    const { formId: firstId = formId, seen = expectedVersion } = arrived;
    return (
      <>
        <FinalRefusal {...props} reason={final} typed={typed} attempt={attempt} />
        {/* What was typed goes along when the language is changed here, too. */}
        <ActionForm {...form} hidden={{ ...form.hidden, formId: firstId, seen }}>
          {fieldNames(labels).map((name) => (
            <input key={name} name={name} defaultValue={typed[name] ?? ''} hidden readOnly />
          ))}
        </ActionForm>
      </>
    );
  }
  if (closed) return closed.notice;

  const errorOf = (field: FieldName) => errors.find((error) => error.field === field)?.text;
  const control = (name: FieldName, controlProps: ControlProps) => {
    if (name === 'email')
      return (
        <EmailInput controlProps={controlProps} value={values.email} isFixed={isAddressFixed ?? false} />
      );
    if (name === 'country')
      return (
        <select {...controlProps} autoComplete={autoComplete.country} defaultValue={values.country}>
          <option value="">{labels.chooseCountry}</option>
          {countries.map(({ code, name: country }) => (
            <option key={code} value={code}>
              {country}
            </option>
          ))}
        </select>
      );
    return (
      <input
        {...controlProps}
        dir="auto"
        autoComplete={name === 'presentationTitle' ? undefined : autoComplete[name]}
        defaultValue={values[name]}
        required={name in required}
      />
    );
  };

  return (
    <>
      {props.introduction}
      {refusal && (
        <ErrorSummary heading={refusal.heading} errors={[{ text: refusal.text }]} attempt={attempt} />
      )}
      {conflict && <Conflict rows={conflict} labels={labels} />}
      {errors.length > 0 && (
        <ErrorSummary heading={labels.summaryHeading} errors={errors} attempt={attempt} />
      )}
      <ActionForm {...form}>
        {fieldNames(labels).map((name) => (
          <Field
            key={name}
            name={name}
            label={labels.labels[name]}
            hint={labels.hints[name]}
            optional={name in required ? undefined : labels.optional}
            error={errorOf(name)}
            errorPrefix={labels.errorPrefix}
          >
            {(controlProps) => control(name, controlProps)}
          </Field>
        ))}
        {labels.trap && (
          <div className="trap" aria-hidden="true">
            <label htmlFor="website">{labels.trap}</label>
            <input id="website" name="website" tabIndex={-1} autoComplete="off" defaultValue="" />
          </div>
        )}
        <button type="submit" className="action w-full sm:w-auto" aria-disabled={isPending}>
          <ChangingText text={isPending ? labels.submitting : labels.submit} />
        </button>
        <div className="mt-4 max-w-[36rem] text-[0.9375rem] text-quiet">{props.privacy}</div>
      </ActionForm>
    </>
  );
}

type FinalRefusalProps = Props & {
  reason: { heading: string; text: string };
  typed: Partial<Record<FieldName, string>>;
  attempt: number;
};

/** Replaces the form after a final refusal. The typed values are shown, so that the participant can copy them into an email. */
function FinalRefusal({ labels, contact, countries, reason, typed, attempt }: FinalRefusalProps) {
  const inWords = (name: FieldName) =>
    (name === 'country' && countries.find(({ code }) => code === typed.country)?.name) || typed[name] || '';
  return (
    <>
      <ErrorSummary
        heading={reason.heading}
        errors={[{ text: reason.text }]}
        attempt={Math.max(1, attempt)}
      />
      <h2 className="mb-2 text-xl">{labels.closedTyped}</h2>
      <dl className="facts mb-6">
        {fieldNames(labels)
          .filter((name) => typed[name])
          .map((name) => (
            <div key={name}>
              <dt>{labels.labels[name]}</dt>
              <dd>
                <bdi>{inWords(name)}</bdi>
              </dd>
            </div>
          ))}
      </dl>
      <p>
        {labels.closedContact}{' '}
        <a className="quiet-link" href={`mailto:${contact}`}>
          <bdi dir="ltr">{contact}</bdi>
        </a>
      </p>
    </>
  );
}
