'use client';

import type { FailureLabels } from '@/components/form/action-failure';
import { ActionForm } from '@/components/form/action-form';
import { useFormAction } from '@/components/form/use-form-action';
import { ErrorSummary } from '@/components/ui/error-summary';
import type { Locale } from '@/lib/i18n/locale';

/** The state of the form after an attempt that failed. */
export type DecisionState = {
  /** Number of failed attempts. */
  attempt: number;
  problem?: { heading: string; text: string } | undefined;
};

type Props = {
  locale: Locale;
  /** The URL of the page, to which a browser without JavaScript sends the form. */
  address: string;
  /** Hidden fields. */
  hidden: Record<string, string>;
  submit: string;
  failureLabels: FailureLabels;
  /** Shows the button less prominently, below more important ones. */
  isQuiet?: boolean;
  action: (state: DecisionState, form: FormData) => Promise<DecisionState>;
};

/**
 * A form with only a button, to withdraw, to confirm again or to choose the other language. A link must not do that, because mail
 * programs open links on their own.
 */
export function DecisionForm({
  locale,
  address,
  hidden,
  submit,
  isQuiet = false,
  failureLabels,
  action,
}: Props) {
  const { state, sending } = useFormAction<DecisionState>(action, { attempt: 0 }, address);
  const { attempt, problem } = state;
  return (
    <div>
      {problem && !sending.failure && (
        <ErrorSummary heading={problem.heading} errors={[{ text: problem.text }]} attempt={attempt} />
      )}
      <ActionForm sending={sending} locale={locale} failureLabels={failureLabels} hidden={hidden}>
        <button type="submit" className={`action w-full sm:w-auto ${isQuiet ? 'action-quiet' : ''}`}>
          {submit}
        </button>
      </ActionForm>
    </div>
  );
}
