'use client';

import { useEffect, useState } from 'react';
import { DUBAI_BEHIND_UTC } from '@/lib/server/display-script.mjs';
import { inZone, type ZonedText } from '@/lib/time/dates';
import { ChangingText } from './changing-text';

type Props = {
  stretch: ZonedText;
  /** A text about as long as the reader's time. It is invisible and reserves the room (`.reader-time::before`). */
  placeholder: string;
};

/**
 * A time in the reader's zone, next to the one in Dubai's. Only the device knows its zone, so a script adds the text; it adds
 * nothing where the offset is the same as in Dubai. Elsewhere the display script sets `data-zone`, and the room is reserved from the
 * start, so that the page does not move.
 */
export function ReaderTime({ stretch, placeholder }: Props) {
  const [text, setText] = useState<string | null>(null);
  useEffect(() => setText(hasDubaiOffset(stretch) ? '' : inDeviceZone(stretch)), [stretch]);
  if (text === '') return null;
  return (
    <span className="reader-time" data-room={placeholder}>
      {text && <ChangingText text={text} />}
    </span>
  );
}

const hasDubaiOffset = ({ from, to = from }: ZonedText): boolean =>
  [from, to].every((at) => new Date(at).getTimezoneOffset() === DUBAI_BEHIND_UTC);

/** @returns the time in the device's zone, or `''` where the device names no zone or one that its browser does not know */
function inDeviceZone(stretch: ZonedText): string {
  try {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    return timeZone ? inZone(stretch, timeZone) : '';
  } catch {
    return '';
  }
}
