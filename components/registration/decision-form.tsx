'use client';

import { useActionState } from 'react';
import { ErrorSummary } from '@/components/ui/error-summary';

/** How a decision stands that could not be carried out. */
export type DecisionState = { attempt: number; problem?: { heading: string; text: string } | undefined };

type Props = {
  /** Where the form stands, for a browser without JavaScript. */
  address: string;
  /** Goes along with the form, unseen. */
  hidden: Record<string, string>;
  submit: string;
  action: (state: DecisionState, form: FormData) => Promise<DecisionState>;
};

/** One button that changes something: a link must not, because mail programs open links by themselves. */
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
