import type { ControlProps } from './field';

type Props = { controlProps: ControlProps; value: string; isFixed?: boolean; isOptional?: boolean };

/** An input for an e-mail address. Not `type="email"`: browsers change what is typed there, but a refused form must show exactly that. */
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
