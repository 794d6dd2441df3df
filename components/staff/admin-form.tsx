'use client';

import { type ReactNode, useActionState } from 'react';
import { Conflict, type ConflictRow } from '@/components/ui/conflict';
import { EmailInput } from '@/components/ui/email-input';
import { ErrorSummary } from '@/components/ui/error-summary';
import { type ControlProps, Field } from '@/components/ui/field';
import type { Locale } from '@/lib/i18n/locale';

/** How a form of the secretariat stands after a try that was not accepted. */
export type AdminFormState = {
  /** Counts the refused tries. */
  attempt: number;
  values: Record<string, string>;
  errors: { field?: string | undefined; text: string }[];
  /** Something to be sure of: sending the form once more says yes. */
  question?: { heading: string; text: string } | undefined;
  /** The version that the reader has seen by now. */
  expectedVersion?: number | undefined;
  /** What somebody else saved meanwhile beside what was typed. */
  conflict?: ConflictRow[] | undefined;
  /** Where to go first, in another window. */
  link?: { href: string; text: string } | undefined;
  /** What came of it, where the form stays open for another try. */
  notice?: string | undefined;
  /** What another machine said about it, word for word. */
  quote?: { label: string; text: string } | undefined;
};

export type AdminField = {
  name: string;
  label: string;
  hint?: ReactNode;
  /** Set where the field may stay empty. */
  isOptional?: boolean;
  kind?: 'text' | 'area' | 'email' | 'number' | 'date' | 'choice' | 'check' | 'file';
  /** Of a choice. */
  options?: { value: string; text: string }[];
  /** Of what is typed; as its first letter says unless another one is named. */
  dir?: 'ltr' | 'rtl';
  /** Of a file, as browsers take it: `.xlsx,.csv`. */
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
};

type Props = {
  locale: Locale;
  /** Where the form stands, for a browser without JavaScript. */
  address: string;
  /** Goes along with the form, unseen. */
  hidden?: Record<string, string>;
  fields: AdminField[];
  /** What the fields hold at first. */
  initial?: Record<string, string>;
  /** The version of what is changed, as its reader sees it. */
  expectedVersion?: number;
  labels: AdminFormLabels;
  isQuiet?: boolean;
  /** For a button in a row of a table. */
  isSmall?: boolean;
  action: (state: AdminFormState, form: FormData) => Promise<AdminFormState>;
};

/** A form of the secretariat, from a description of its fields. It works in the same way with JavaScript and without. */
export function AdminForm({
  locale,
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
  const [state, send, isPending] = useActionState(
    action,
    { attempt: 0, values: initial, errors: [] },
    address,
  );
  const { attempt, values, errors, question, conflict, link, notice, quote } = state;
  const version = state.expectedVersion ?? expectedVersion;
  return (
    <>
      {errors.length > 0 && (
        <ErrorSummary heading={labels.summaryHeading} errors={errors} attempt={attempt} />
      )}
      {notice && (
        <p role="status" className="notice mb-6">
          {notice}
        </p>
      )}
      {quote && (
        <p className="mb-6">
          {quote.label}
          <br />
          <bdi dir="ltr" className="break-words font-mono text-[0.875rem]">
            {quote.text}
          </bdi>
        </p>
      )}
      {link && (
        <p className="mb-6">
          <a className="quiet-link" href={link.href} target="_blank" rel="noopener">
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
      <form action={send} noValidate>
        <input type="hidden" name="locale" value={locale} />
        {Object.entries(hidden).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {version !== undefined && <input type="hidden" name="seen" value={version} />}
        {question && <input type="hidden" name="sure" value="yes" />}
        {fields.map((field) => (
          <Field
            key={field.name}
            name={field.name}
            label={field.label}
            hint={field.hint}
            // A box to tick is always optional.
            optional={field.isOptional && field.kind !== 'check' ? labels.optional : undefined}
            error={errors.find((error) => error.field === field.name)?.text}
            errorPrefix={labels.errorPrefix}
          >
            {(controlProps) => (
              <Control field={field} controlProps={controlProps} value={values[field.name] ?? ''} />
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
          {isPending ? labels.submitting : labels.submit}
        </button>
      </form>
    </>
  );
}

function Control({
  field,
  controlProps,
  value,
}: {
  field: AdminField;
  controlProps: ControlProps;
  value: string;
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
        // React empties a select after an action; a key of its own value makes it anew with what was chosen.
        <select key={value} {...controlProps} defaultValue={value}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </select>
      );
    case 'check':
      return (
        <input key={value} {...controlProps} type="checkbox" value="yes" defaultChecked={value === 'yes'} />
      );
    case 'file':
      return <input {...controlProps} type="file" accept={field.accept} required={required} />;
    case 'number':
      return (
        <input {...controlProps} inputMode="numeric" dir="ltr" defaultValue={value} required={required} />
      );
    case 'date':
      return <input {...controlProps} type="date" defaultValue={value} required={required} />;
    default:
      return (
        <input {...controlProps} dir={dir} autoComplete="off" defaultValue={value} required={required} />
      );
  }
}
