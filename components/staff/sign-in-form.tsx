'use client';

import type { FailureLabels } from '@/components/form/action-failure';
import { ActionForm } from '@/components/form/action-form';
import { useFormAction } from '@/components/form/use-form-action';
import { EmailInput } from '@/components/ui/email-input';
import { Field } from '@/components/ui/field';
import type { Locale } from '@/lib/i18n/locale';

/** The typed value, and after a refused attempt the error. */
export type SignInState = { value: string; error?: string | undefined };

type Props = {
  locale: Locale;
  /** The URL of the page, to which a browser without JavaScript sends the form. */
  address: string;
  /** The path to open after signing in, without the language prefix. */
  back?: string;
  step: 'email' | 'code';
  labels: {
    label: string;
    submit: string;
    errorPrefix: string;
    failure: FailureLabels;
    changeLanguage: string;
  };
  action: (state: SignInState, form: FormData) => Promise<SignInState>;
};

/**
 * A form with one field: an e-mail address, or the code that was sent to it. The page for a lost personal link uses it, too, to ask
 * for an address.
 */
export function SignInForm({ locale, address, back, step, labels, action }: Props) {
  const { state, sending } = useFormAction<SignInState>(action, { value: '' }, address);
  const { value } = state;
  const error = sending.failure ? undefined : state.error;
  return (
    <ActionForm
      sending={sending}
      locale={locale}
      failureLabels={labels.failure}
      hidden={{ back }}
      languageChange={{ address, label: labels.changeLanguage }}
    >
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
    </ActionForm>
  );
}
