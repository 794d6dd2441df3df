'use client';

import type { ReactNode } from 'react';
import type { FailureLabels } from '@/components/form/action-failure';
import { ActionForm } from '@/components/form/action-form';
import { useFormAction } from '@/components/form/use-form-action';
import { ChangingText } from '@/components/ui/changing-text';
import { Conflict, type ConflictRow } from '@/components/ui/conflict';
import { DayInput, type DayLabels } from '@/components/ui/day-input';
import { EmailInput } from '@/components/ui/email-input';
import { ErrorSummary } from '@/components/ui/error-summary';
import { type ControlProps, Field } from '@/components/ui/field';
import { FileInput, type FileLabels } from '@/components/ui/file-input';
import type { Locale } from '@/lib/i18n/locale';
import { UnsavedGuard } from './unsaved-guard';

/** The state of a staff form: the typed values, and the response to the last attempt. */
export type AdminFormState = {
  /** Number of attempts after which the form was shown again. */
  attempt: number;
  values: Record<string, string>;
  errors: { field?: string | undefined; text: string }[];
  /** A question to confirm. Sending the form again answers yes, by the hidden field `sure`. */
  question?: { heading: string; text: string } | undefined;
  /** After a conflict: the newer version, which the reader now sees. */
  expectedVersion?: number | undefined;
  /** The fields that somebody else saved with other values in the meantime. */
  conflict?: ConflictRow[] | undefined;
  /** A page to look at first; opens in another window, so that the typed values stay. */
  link?: { href: string; text: string } | undefined;
  /** A success message, where the form stays on the page. */
  notice?: string | undefined;
  /** The reply of another server, word for word. */
  quote?: { label: string; text: string } | undefined;
};

export type AdminField = {
  name: string;
  label: string;
  hint?: ReactNode;
  /** Whether the field may stay empty. */
  isOptional?: boolean;
  kind?: 'text' | 'area' | 'email' | 'number' | 'date' | 'choice' | 'check' | 'file';
  /** For `choice`: its options. */
  options?: { value: string; text: string }[];
  /** The writing direction of the value. By default the browser takes it from the first letter. */
  dir?: 'ltr' | 'rtl';
  /** For `file`: the accepted extensions, such as `.xlsx,.csv`. */
  accept?: string;
};

export type AdminFormLabels = {
  submit: string;
  submitting: string;
  optional: string;
  summaryHeading: string;
  errorPrefix: string;
  conflictHeading: string;
  conflict: string;
  conflictRecorded: string;
  conflictTyped: string;
  day: DayLabels;
  file: FileLabels;
  failure: FailureLabels;
  /** The button that changes the language without JavaScript, in the other language. */
  changeLanguage: string;
};

type Props = {
  locale: Locale;
  /** The id of the form, by which buttons elsewhere on the page send it too, and so save it before they lead on. */
  id?: string;
  /** The URL of the page, to which a browser without JavaScript sends the form. */
  address: string;
  /** Hidden fields. */
  hidden?: Record<string, string>;
  fields: AdminField[];
  /** The initial values of the fields. */
  initial?: Record<string, string>;
  /** The version of the row that the form was made from. */
  expectedVersion?: number;
  labels: AdminFormLabels;
  /** Shows the button less prominently, next to a more important one. */
  isQuiet?: boolean;
  /** Shows the button like a link, for a row of a table. */
  isSmall?: boolean;
  action: (state: AdminFormState, form: FormData) => Promise<AdminFormState>;
};

/** A staff form made from a description of its fields. It works in the same way with JavaScript and without. */
export function AdminForm({
  locale,
  id,
  address,
  hidden = {},
  fields,
  initial = {},
  expectedVersion,
  labels,
  isQuiet,
  isSmall,
  action,
}: Props) {
  const { state, isPending, sending } = useFormAction<AdminFormState>(
    action,
    { attempt: 0, values: initial, errors: [] },
    address,
  );
  const { attempt, values } = state;
  const { errors, question, conflict, link, notice, quote }: AdminFormState = sending.failure
    ? { attempt, values, errors: [] }
    : state;
  const version = state.expectedVersion ?? expectedVersion;
  return (
    <>
      {errors.length > 0 && (
        <ErrorSummary heading={labels.summaryHeading} errors={errors} attempt={attempt} />
      )}
      {notice && (
        <p role="status" className="notice mb-6">
          <ChangingText text={notice} />
        </p>
      )}
      {quote && (
        <p className="mb-6">
          <ChangingText text={quote.label} />
          <br />
          <bdi key={quote.text} dir="ltr" className="break-words font-mono text-[0.875rem]">
            {quote.text}
          </bdi>
        </p>
      )}
      {link && (
        <p className="mb-6">
          <a key={link.text} className="quiet-link" href={link.href} target="_blank" rel="noopener">
            {link.text}
          </a>
        </p>
      )}
      {question && (
        <ErrorSummary heading={question.heading} errors={[{ text: question.text }]} attempt={attempt} />
      )}
      {conflict && (
        <>
          <ErrorSummary
            heading={labels.conflictHeading}
            errors={[{ text: labels.conflict }]}
            attempt={attempt}
          />
          <Conflict rows={conflict} labels={labels} />
        </>
      )}
      <ActionForm
        id={id}
        sending={sending}
        locale={locale}
        failureLabels={labels.failure}
        hidden={{ ...hidden, seen: version, sure: state.question && 'yes' }}
        {...(fields.length > 0 && { languageChange: { address, label: labels.changeLanguage } })}
      >
        {fields.length > 0 && <UnsavedGuard attempt={attempt} />}
        {fields.map((field) => (
          <Field
            key={field.name}
            name={field.name}
            label={field.label}
            hint={field.hint}
            // A checkbox is always optional, so it needs no mark.
            optional={field.isOptional && field.kind !== 'check' ? labels.optional : undefined}
            error={errors.find((error) => error.field === field.name)?.text}
            errorPrefix={labels.errorPrefix}
          >
            {(controlProps) => (
              <Control
                field={field}
                controlProps={controlProps}
                value={values[field.name] ?? ''}
                labels={labels}
                locale={locale}
              />
            )}
          </Field>
        ))}
        <button
          type="submit"
          className={
            isSmall
              ? 'quiet-link cursor-pointer py-1'
              : `action w-full sm:w-auto ${isQuiet ? 'action-quiet' : ''}`
          }
          aria-disabled={isPending}
        >
          <ChangingText text={isPending ? labels.submitting : labels.submit} />
        </button>
      </ActionForm>
    </>
  );
}

function Control({
  field,
  controlProps,
  value,
  labels,
  locale,
}: {
  field: AdminField;
  controlProps: ControlProps;
  value: string;
  labels: AdminFormLabels;
  locale: Locale;
}) {
  const { kind = 'text', options = [], dir = 'auto' } = field;
  const required = !field.isOptional;
  switch (kind) {
    case 'area':
      return <textarea {...controlProps} dir={dir} rows={6} defaultValue={value} required={required} />;
    case 'email':
      return <EmailInput controlProps={controlProps} value={value} isOptional={!required} />;
    case 'choice':
      return (
        <select {...controlProps} defaultValue={value}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </select>
      );
    case 'check':
      return <input {...controlProps} type="checkbox" value="yes" defaultChecked={value === 'yes'} />;
    case 'file':
      return (
        <FileInput
          controlProps={controlProps}
          accept={field.accept}
          required={required}
          labels={labels.file}
        />
      );
    case 'number':
      return (
        <input {...controlProps} inputMode="numeric" dir="ltr" defaultValue={value} required={required} />
      );
    case 'date':
      return (
        <DayInput
          controlProps={controlProps}
          value={value}
          labels={labels.day}
          locale={locale}
          required={required}
        />
      );
    default:
      return (
        // `off`: the browser would remember names and notes of other people, and propose them.
        <input {...controlProps} dir={dir} autoComplete="off" defaultValue={value} required={required} />
      );
  }
}
