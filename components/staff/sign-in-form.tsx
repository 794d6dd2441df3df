'use client';

import { useActionState } from 'react';
import { EmailInput } from '@/components/ui/email-input';
import { Field } from '@/components/ui/field';
import type { Locale } from '@/lib/i18n/locale';

/** What was typed, and what to say about it. */
export type SignInState = { typed: string; error?: string | undefined };

type Props = {
  locale: Locale;
  /** Where the form stands, for a browser without JavaScript. */
  address: string;
  /** Where to go afterwards, behind the language. */
  back?: string;
  step: 'email' | 'code';
  words: { label: string; submit: string; errorPrefix: string };
  action: (state: SignInState, form: FormData) => Promise<SignInState>;
};

/** One field and a button: the address that a code is sent to, or the code. */
export function SignInForm({ locale, address, back, step, words, action }: Props) {
  const [{ typed, error }, submit] = useActionState(action, { typed: '' }, address);
  return (
    <form action={submit} noValidate>
      <input type="hidden" name="locale" value={locale} />
      {back && <input type="hidden" name="back" value={back} />}
      <Field name={step} label={words.label} error={error} errorPrefix={words.errorPrefix}>
        {(wiring) =>
          step === 'email' ? (
            <EmailInput wiring={wiring} typed={typed} />
          ) : (
            <input
              {...wiring}
              dir="ltr"
              autoComplete="one-time-code"
              inputMode="numeric"
              defaultValue={typed}
              required
            />
          )
        }
      </Field>
      <button type="submit" className="action w-full sm:w-auto">
        {words.submit}
      </button>
    </form>
  );
}
