import type { ReactNode } from 'react';
import { NoWrap } from './no-wrap';

export type FieldLabels = {
  label: string;
  hint?: ReactNode;
  /** Read out before an error, for readers who do not see its colour. */
  errorPrefix: string;
  /** The mark of an optional field; absent for a required one. */
  optional?: string | undefined;
};

type Props = FieldLabels & {
  name: string;
  error?: string | undefined;
  /** Renders the control with the attributes that connect it to its label, hint and error. */
  children: (controlProps: ControlProps) => ReactNode;
};

/** The attributes that connect a control to its label, hint and error. */
export type ControlProps = {
  id: string;
  name: string;
  'aria-invalid': true | undefined;
  'aria-describedby': string | undefined;
};

/** One field of a form. Label, hint and error are connected to the control, for screen readers, too. */
export function Field({ name, label, hint, error, errorPrefix, optional, children }: Props) {
  const hintId = hint ? `${name}-hint` : undefined;
  const errorId = error ? `${name}-error` : undefined;
  return (
    <div className={error ? 'form-field has-error' : 'form-field'}>
      <label htmlFor={name}>
        {label} {optional && <span className="font-normal text-quiet">{optional}</span>}
      </label>
      {hint && (
        <div id={hintId} className="hint">
          {typeof hint === 'string' ? <NoWrap text={hint} /> : hint}
        </div>
      )}
      {error && (
        // Another error is another element, as in `ChangingText`.
        <div key={error} id={errorId} className="error">
          <span className="sr-only">{errorPrefix}</span> <NoWrap text={error} />
        </div>
      )}
      {children({
        id: name,
        name,
        'aria-invalid': error ? true : undefined,
        'aria-describedby': [hintId, errorId].filter(Boolean).join(' ') || undefined,
      })}
    </div>
  );
}
