'use client';

import { useEffect, useState } from 'react';
import { DUBAI_BEHIND_UTC } from '@/lib/server/display-script.mjs';
import { inZone, type Stretch } from '@/lib/time/dates';

type Props = {
  stretch: Stretch;
  /** What takes as much room as the reader's own time will. */
  room: string;
};

/**
 * The same time where the reader is, beside Dubai's. Only the reader's own device knows its zone, so it is added by script,
 * and left out where the clocks agree. Its room is there before, where the display script saw that they do not: what is read
 * already does not move.
 */
export function ReaderTime({ stretch, room }: Props) {
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => setSaid(isAsInDubai(stretch) ? '' : onDevice(stretch)), [stretch]);
  if (said === '') return null;
  return (
    <span className="reader-time" data-room={room}>
      {said && <span>{said}</span>}
    </span>
  );
}

const isAsInDubai = ({ from, to = from }: Stretch): boolean =>
  [from, to].every((at) => new Date(at).getTimezoneOffset() === DUBAI_BEHIND_UTC);

/** Some devices name no zone, or one that their browser does not know: then Dubai's time stands alone. */
function onDevice(stretch: Stretch): string {
  try {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    return timeZone ? inZone(stretch, timeZone) : '';
  } catch {
    return '';
  }
}
