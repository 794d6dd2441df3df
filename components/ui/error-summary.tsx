'use client';

import { useEffect, useRef } from 'react';
import { NoWrap } from './no-wrap';

type Props = {
  heading: string;
  /** The problems with the field that each one is about, or none where it is about the whole form. */
  errors: { field?: string | undefined; text: string }[];
  /** Grows with each refused try, so that the summary takes the focus again. */
  attempt: number;
};

/** What has to be corrected, with a way to each field; takes the focus, by script or without it. */
export function ErrorSummary({ heading, errors, attempt }: Props) {
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (attempt > 0) summary.current?.focus();
  }, [attempt]);
  return (
    // biome-ignore lint/a11y/noAutofocus: without JavaScript this is what brings a reader to the errors
    <div ref={summary} tabIndex={-1} autoFocus className="notice notice-error mb-8">
      <div role="alert">
        <h2>{heading}</h2>
        <ul>
          {errors.map(({ field, text }) => {
            const said = <NoWrap text={text} />;
            return <li key={text}>{field ? <a href={`#${field}`}>{said}</a> : said}</li>;
          })}
        </ul>
      </div>
    </div>
  );
}
