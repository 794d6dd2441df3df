import type { Wiring } from './field';

type Props = { wiring: Wiring; typed: string; isFixed?: boolean; isOptional?: boolean };

/** Where an e-mail address is typed. Not type="email": browsers rewrite what is typed there, and every typed value is kept. */
export function EmailInput({ wiring, typed, isFixed = false, isOptional = false }: Props) {
  return (
    <input
      {...wiring}
      type="text"
      dir="ltr"
      autoComplete="email"
      inputMode="email"
      autoCapitalize="none"
      spellCheck={false}
      defaultValue={typed}
      readOnly={isFixed}
      required={!isOptional}
    />
  );
}
