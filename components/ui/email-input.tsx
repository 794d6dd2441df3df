import type { Wiring } from './field';

type Props = { wiring: Wiring; values: string; isFixed?: boolean; isOptional?: boolean };

/** Where an e-mail address is typed. Not type="email": browsers rewrite what is typed there, and every typed value is kept. */
export function EmailInput({ wiring, values, isFixed = false, isOptional = false }: Props) {
  return (
    <input
      {...wiring}
      type="text"
      dir="ltr"
      autoComplete="email"
      inputMode="email"
      autoCapitalize="none"
      spellCheck={false}
      defaultValue={values}
      readOnly={isFixed}
      required={!isOptional}
    />
  );
}
