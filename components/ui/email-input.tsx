import type { ControlProps } from './field';

type Props = { controlProps: ControlProps; value: string; isFixed?: boolean; isOptional?: boolean };

/** Where an e-mail address is typed. Not type="email": browsers rewrite what is typed there, and every typed value is kept. */
export function EmailInput({ controlProps, value, isFixed = false, isOptional = false }: Props) {
  return (
    <input
      {...controlProps}
      type="text"
      dir="ltr"
      autoComplete="email"
      inputMode="email"
      autoCapitalize="none"
      spellCheck={false}
      defaultValue={value}
      readOnly={isFixed}
      required={!isOptional}
    />
  );
}
