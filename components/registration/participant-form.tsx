'use client';

import { type ReactNode, useActionState, useEffect } from 'react';
import { Conflict, type ConflictRow } from '@/components/ui/conflict';
import { EmailInput } from '@/components/ui/email-input';
import { ErrorSummary } from '@/components/ui/error-summary';
import { type ControlProps, Field } from '@/components/ui/field';
import type { Locale } from '@/lib/i18n/locale';
import type { Field as FieldName, RequiredField } from '@/lib/registration/schema';

/** How the form stands after a try that was not accepted: what was typed, and what to say about it. */
export type ParticipantFormState = {
  /** Counts the refused tries. */
  attempt: number;
  /** Names this form, so that sending it twice is one sending. */
  formId: string;
  values: Record<FieldName, string>;
  errors: { field?: FieldName | undefined; text: string }[];
  /** Why nothing was recorded, when it is not for a field: too late, too often, or a fault of the site. */
  refusal?: { heading: string; text: string; isFinal: boolean } | undefined;
  /** The version of the registration that the person has seen, where one is amended. */
  expectedVersion?: number | undefined;
  /** What somebody else saved meanwhile beside what was typed, where the two differ. */
  conflict?: ConflictRow[] | undefined;
};

export type ParticipantFormLabels = {
  labels: Record<FieldName, string>;
  hints: Partial<Record<FieldName, string>>;
  optional: string;
  summaryHeading: string;
  errorPrefix: string;
  /** The page's title when there are errors. */
  errorTitle: string;
  chooseCountry: string;
  /** For programs that fill in everything; none where a form needs no trap. */
  trap?: string | undefined;
  submit: string;
  submitting: string;
  closedTyped: string;
  closedContact: string;
  conflictRecorded: string;
  conflictTyped: string;
};

type Props = {
  locale: Locale;
  /** Where the form stands, for a browser without JavaScript. */
  address: string;
  /** Goes along with the form, unseen. */
  hidden?: Record<string, string>;
  /** Whether the e-mail address stays as it is. */
  isAddressFixed?: boolean;
  labels: ParticipantFormLabels;
  countries: readonly { code: string; name: string }[];
  contact: string;
  initial: ParticipantFormState;
  action: (state: ParticipantFormState, form: FormData) => Promise<ParticipantFormState>;
  /** What stands above the form for as long as it can be sent. */
  introduction: ReactNode;
  /** What happens with the data; stands beside the button. */
  privacy?: ReactNode;
  /** What stands in the form's place while it is closed. */
  closed: ReactNode | null;
};

const required: Record<RequiredField, true> = { fullName: true, jobTitle: true, email: true };

/** What a browser may fill in by itself (WCAG 1.3.5, HTML's autofill field names). */
const purposes: Record<Exclude<FieldName, 'email'>, string> = {
  fullName: 'name',
  jobTitle: 'organization-title',
  presentationTitle: 'off',
  country: 'country',
  organization: 'organization',
};

/** The fields in the order in which they are asked: that of their labels, so that no script carries the schema. */
const namesOf = ({ labels }: ParticipantFormLabels) => Object.keys(labels) as FieldName[];

/** The form about a participant, to confirm or to amend. It works in the same way with JavaScript and without. */
export function ParticipantForm(props: Props) {
  const { locale, address, hidden = {}, isAddressFixed, labels, countries, initial, action } = props;
  const [state, submit, isPending] = useActionState(action, initial, address);
  const { attempt, errors, values, refusal, expectedVersion, conflict } = state;

  useEffect(() => {
    if (attempt > 0) document.title = labels.errorTitle;
  }, [attempt, labels.errorTitle]);

  if (refusal?.isFinal) return <Refused {...props} state={state} />;
  // An answer to what was sent comes first: it carries what was typed.
  if (props.closed && attempt === 0) return props.closed;

  const errorOf = (field: FieldName) => errors.find((error) => error.field === field)?.text;
  const control = (name: FieldName, controlProps: ControlProps) => {
    if (name === 'email')
      return (
        <EmailInput controlProps={controlProps} value={values.email} isFixed={isAddressFixed ?? false} />
      );
    if (name === 'country')
      return (
        // React empties a select after an action; a key of its own value makes it anew with what was chosen.
        <select
          key={values.country}
          {...controlProps}
          autoComplete={purposes.country}
          defaultValue={values.country}
        >
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
        autoComplete={purposes[name]}
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
      <form action={submit} noValidate>
        <input type="hidden" name="locale" value={locale} />
        <input type="hidden" name="formId" value={state.formId} />
        {expectedVersion !== undefined && <input type="hidden" name="seen" value={expectedVersion} />}
        {Object.entries(hidden).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {namesOf(labels).map((name) => (
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
          {isPending ? labels.submitting : labels.submit}
        </button>
        <div className="mt-4 max-w-[36rem] text-[0.9375rem] text-quiet">{props.privacy}</div>
      </form>
    </>
  );
}

/** Too late: nothing can be sent any more, so what was typed is shown to be copied into a letter. */
function Refused({
  labels,
  contact,
  countries,
  state: { refusal, values, attempt },
}: Props & { state: ParticipantFormState }) {
  if (!refusal) return null;
  const shown = (name: FieldName) =>
    name === 'country'
      ? (countries.find(({ code }) => code === values.country)?.name ?? values.country)
      : values[name];
  return (
    <>
      <ErrorSummary heading={refusal.heading} errors={[{ text: refusal.text }]} attempt={attempt} />
      <h2 className="mb-2 text-xl">{labels.closedTyped}</h2>
      <dl className="facts mb-6">
        {namesOf(labels)
          .filter((name) => values[name] !== '')
          .map((name) => (
            <div key={name}>
              <dt>{labels.labels[name]}</dt>
              <dd>
                <bdi>{shown(name)}</bdi>
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
