'use client';

import { type FormEvent, type ReactNode, startTransition, useEffect, useId, useRef, useState } from 'react';
import { ErrorSummary } from '@/components/ui/error-summary';
import { directionOf, type Locale, otherLocale } from '@/lib/i18n/locale';
import { type FailureLabels, failureMessage } from './action-failure';
import { carryTyped, reloadWithTyped } from './carried-values';
import { type Sending, useFormAction } from './use-form-action';

type Props = {
  sending: Sending;
  locale: Locale;
  failureLabels: FailureLabels;
  /** Hidden fields. The language of the page is always among them. */
  hidden?: Record<string, string | number | undefined>;
  /** For forms with fields: how a browser without JavaScript changes the language of the page and keeps what was typed. */
  languageChange?: {
    /** The URL of this page. */
    address: string;
    /** The text of the button, in the other language. */
    label: string;
  };
  id?: string | undefined;
  className?: string;
  children: ReactNode;
};

/**
 * The form element of every form that is sent to an action. Whatever happens between the browser and the action, the form stays as it
 * is with all that was typed, says what happened, and can be sent again under the same idempotency key.
 */
export function ActionForm({
  sending,
  locale,
  failureLabels,
  hidden = {},
  languageChange,
  id,
  className,
  children,
}: Props) {
  const form = useRef<HTMLFormElement>(null);
  const ownId = useId();
  const [carriedHidden, setCarriedHidden] = useState<Record<string, string>>({});
  useEffect(() => (form.current ? carryTyped(form.current, setCarriedHidden) : undefined), []);

  // React empties a form that it sends itself, a chosen file included. This one stays as it is until the answer has arrived.
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    const { submitter } = event.nativeEvent as SubmitEvent;
    if (submitter instanceof HTMLButtonElement && submitter.name) {
      values.append(submitter.name, submitter.value);
    }
    startTransition(() => sending.action(values));
  };

  const { failure, failures, isAnswered } = sending;
  // An answer brings its own id and version.
  const hiddenFields = { locale, ...hidden, ...(isAnswered ? {} : carriedHidden) };
  const message = failure && failureMessage(failure, failureLabels);
  const other = otherLocale(locale);
  return (
    <>
      {message && (
        <ErrorSummary heading={message.heading} errors={[{ text: message.text }]} attempt={failures} />
      )}
      {failure?.reason === 'renewed' && (
        <button type="button" className="action action-quiet mb-8" onClick={reloadWithTyped}>
          {failureLabels.reload}
        </button>
      )}
      <form
        ref={form}
        id={id ?? ownId}
        className={className}
        action={sending.action}
        onSubmit={send}
        noValidate
      >
        {Object.entries(hiddenFields).map(
          ([name, value]) =>
            value !== undefined && <input key={name} type="hidden" name={name} value={value} />,
        )}
        {children}
      </form>
      {languageChange && (
        <noscript>
          <p className="mt-4">
            <button
              type="submit"
              form={id ?? ownId}
              formAction={languageChange.address.replace(/^\/\w+/, `/${other}`)}
              name="changeLanguage"
              value="yes"
              lang={other}
              dir={directionOf(other)}
              className="quiet-link cursor-pointer py-2"
            >
              {languageChange.label}
            </button>
          </p>
        </noscript>
      )}
    </>
  );
}

type RedirectFormProps = Omit<Props, 'sending' | 'languageChange'> & {
  action: (form: FormData) => Promise<void>;
};

/** A form whose action always leads to another page, such as signing out. */
export function RedirectForm({ action, ...props }: RedirectFormProps) {
  const { sending } = useFormAction<null>(
    async (_, form) => {
      await action(form);
      return null;
    },
    null,
    '',
  );
  // On the server React makes the hidden fields for browsers without JavaScript from the action itself.
  const own = typeof window === 'undefined' ? { ...sending, action } : sending;
  return <ActionForm {...props} sending={own} />;
}
