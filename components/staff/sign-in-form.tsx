'use client';

import { useActionState } from 'react';
import { EmailInput } from '@/components/ui/email-input';
import { Field } from '@/components/ui/field';
import type { Locale } from '@/lib/i18n/locale';

/** What was typed, and what to say about it. */
export type SignInState = { value: string; error?: string | undefined };

type Props = {
  locale: Locale;
  /** Where the form stands, for a browser without JavaScript. */
  address: string;
  /** Where to go afterwards, behind the language. */
  back?: string;
  step: 'email' | 'code';
  labels: { label: string; submit: string; errorPrefix: string };
  action: (state: SignInState, form: FormData) => Promise<SignInState>;
};

/** One field and a button: the address that a code is sent to, or the code. */
export function SignInForm({ locale, address, back, step, labels, action }: Props) {
  const [{ value, error }, submit] = useActionState(action, { value: '' }, address);
  return (
    <form action={submit} noValidate>
      <input type="hidden" name="locale" value={locale} />
      {back && <input type="hidden" name="back" value={back} />}
      <Field name={step} label={labels.label} error={error} errorPrefix={labels.errorPrefix}>
        {(controlProps) =>
          step === 'email' ? (
            <EmailInput controlProps={controlProps} value={value} />
          ) : (
            <input
              {...controlProps}
              dir="ltr"
              autoComplete="one-time-code"
              inputMode="numeric"
              defaultValue={value}
              required
            />
          )
        }
      </Field>
      <button type="submit" className="action w-full sm:w-auto">
        {labels.submit}
      </button>
    </form>
  );
}
