'use client';

import { useState } from 'react';
import type { Locale } from '@/lib/i18n/locale';
import { formatWeekday, startOfDay } from '@/lib/time/dates';
import { readDay } from '@/lib/time/read-day';
import type { ControlProps } from './field';

export type DayLabels = {
  /** How a day is typed, with an example. */
  format: string;
  /** What to do about a text that is no day. A form that says so itself needs none. */
  wrong?: string;
};

type Props = {
  controlProps: Partial<ControlProps> & Pick<ControlProps, 'id' | 'name'>;
  /** As it was typed, or such as `2024-01-31`. */
  value: string;
  labels: DayLabels;
  locale: Locale;
  required?: boolean;
};

/**
 * An input for a day, which is shown in words above it. It is no date input of HTML: browsers show those in their own language and
 * order, not in those of the page. `readDay` reads what is typed.
 */
export function DayInput({ controlProps, value, labels, locale, required }: Props) {
  const [typed, setTyped] = useState(value);
  const [isTyping, setIsTyping] = useState(false);
  const day = readDay(typed);
  const isWrong = typed.trim() !== '' && day === null && !isTyping && labels.wrong !== undefined;
  const wordsId = `${controlProps.id}-words`;
  return (
    <>
      <div id={wordsId} className={isWrong ? 'error' : 'hint'} aria-live="polite">
        {isWrong ? labels.wrong : day === null ? labels.format : formatWeekday(startOfDay(day), locale)}
      </div>
      <input
        {...controlProps}
        dir="ltr"
        autoComplete="off"
        defaultValue={value}
        required={required}
        aria-invalid={isWrong || controlProps['aria-invalid'] ? true : undefined}
        aria-describedby={[controlProps['aria-describedby'], wordsId].filter(Boolean).join(' ')}
        onChange={({ target }) => {
          setTyped(target.value);
          setIsTyping(true);
        }}
        onBlur={() => setIsTyping(false)}
      />
    </>
  );
}
