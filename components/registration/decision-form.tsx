'use client';

import { useActionState } from 'react';
import { ErrorSummary } from '@/components/ui/error-summary';

/** The state of the form after an attempt that failed. */
export type DecisionState = {
  /** Number of failed attempts. */
  attempt: number;
  problem?: { heading: string; text: string } | undefined;
};

type Props = {
  /** The URL of the page, to which a browser without JavaScript sends the form. */
  address: string;
  /** Hidden fields. */
  hidden: Record<string, string>;
  submit: string;
  action: (state: DecisionState, form: FormData) => Promise<DecisionState>;
};

/** A form with only a button, to withdraw or to confirm again. A link must not do that, because mail programs open links on their own. */
export function DecisionForm({ address, hidden, submit, action }: Props) {
  const [{ attempt, problem }, send] = useActionState(action, { attempt: 0 }, address);
  return (
    <form action={send}>
      {problem && (
        <ErrorSummary heading={problem.heading} errors={[{ text: problem.text }]} attempt={attempt} />
      )}
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit" className="action w-full sm:w-auto">
        {submit}
      </button>
    </form>
  );
}
