'use client';

import { useActionState, useState } from 'react';
import { type ActionFailure, callAction, type FormAction } from './action-failure';

/** How `ActionForm` sends a form, and what came of it. */
export type Sending = {
  action: (form: FormData) => void;
  /**
   * Why the last attempt got no answer; `null` if it got one, or if there was none. The form shows it in place of what the answer to
   * an earlier attempt said.
   */
  failure: ActionFailure | null;
  /** Number of attempts without an answer. */
  failures: number;
  /** Whether the action has answered since the page was opened. */
  isAnswered: boolean;
};

const isInBrowser = typeof window !== 'undefined';

/**
 * The state of a form and the way to send it, for `ActionForm`. It differs from React's `useActionState` in one respect: where no
 * answer of the action arrives, the state stays as it is and `sending.failure` says why, instead of an error page in place of the form.
 * @param address the URL of the page, to which a browser without JavaScript sends the form
 */
export function useFormAction<State>(action: FormAction<State>, initial: State, address: string) {
  const [outcome, setOutcome] = useState<Omit<Sending, 'action'>>({
    failure: null,
    failures: 0,
    isAnswered: false,
  });
  const send: FormAction<State> = async (previous, form) => {
    const result = await callAction(action, previous, form);
    setOutcome(({ failures, isAnswered }) =>
      result.ok
        ? { failure: null, failures, isAnswered: true }
        : { failure: result.failure, failures: failures + 1, isAnswered },
    );
    return result.ok ? result.state : previous;
  };
  const [state, dispatch, isPending] = useActionState<State, FormData>(
    // On the server it must be the action itself, from which React makes the hidden fields for browsers without JavaScript.
    (isInBrowser ? send : action) as (state: Awaited<State>, form: FormData) => Promise<State>,
    initial as Awaited<State>,
    relativeTo(address),
  );
  return { state: state as State, isPending, sending: { ...outcome, action: dispatch } satisfies Sending };
}

/**
 * The address relative to its own page: `amend` for `/ar/registration/…/amend`. React finds the state of a form again by this text, so
 * it finds it on the same page in the other language, too.
 */
const relativeTo = (address: string): string => address.replace(/^[^?]*\//, '');
