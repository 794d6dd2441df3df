import type { ReactNode } from 'react';
import { NoWrap } from './no-wrap';

export type FieldLabels = {
  label: string;
  hint?: ReactNode;
  /** Stands before an error for those who do not see its colour. */
  errorPrefix: string;
  /** Marks a field that may stay empty; absent where one must be filled in. */
  optional?: string | undefined;
};

type Props = FieldLabels & {
  name: string;
  error?: string | undefined;
  /** The control, given what ties it to its label, hint and error. */
  children: (controlProps: ControlProps) => ReactNode;
};

export type ControlProps = {
  id: string;
  name: string;
  'aria-invalid': true | undefined;
  'aria-describedby': string | undefined;
};

/** One question of a form: label, hint, error and control belong together for the eye and for a screen reader alike. */
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
        <div id={errorId} className="error">
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
