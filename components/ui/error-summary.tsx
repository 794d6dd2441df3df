'use client';

import { useEffect, useRef } from 'react';
import { ChangingText } from './changing-text';
import { NoWrap } from './no-wrap';

type Props = {
  heading: string;
  /** An error without `field` is about the whole form. */
  errors: { field?: string | undefined; text: string }[];
  /** Number of refused attempts. Each change moves the focus to the summary again. */
  attempt: number;
};

/** The list of errors, with a link to each field. It takes the focus, so that screen readers announce it; without JavaScript by `autoFocus`. */
export function ErrorSummary({ heading, errors, attempt }: Props) {
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (attempt > 0) summary.current?.focus();
  }, [attempt]);
  return (
    // biome-ignore lint/a11y/noAutofocus: without JavaScript nothing else leads the reader to the errors
    <div ref={summary} tabIndex={-1} autoFocus className="notice notice-error mb-8">
      <div role="alert">
        <h2>
          <ChangingText text={heading} />
        </h2>
        <ul>
          {errors.map(({ field, text }) => {
            const message = <NoWrap text={text} />;
            return <li key={text}>{field ? <a href={`#${field}`}>{message}</a> : message}</li>;
          })}
        </ul>
      </div>
    </div>
  );
}
