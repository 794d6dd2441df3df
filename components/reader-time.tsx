'use client';

import { useEffect, useState } from 'react';
import { dubai, formatDay, formatMoment, formatTime, formatWeekday, zoneName } from '@/lib/dates';
import type { Locale } from '@/lib/locale';

type Props = {
  /** Instants as ISO 8601 texts. */
  from: string;
  to?: string;
  /** What to say, with `{from}` and `{to}`, or `{day}` and `{time}`, and `{zone}` to be filled in. */
  words: string;
  locale: Locale;
};

/** A zone where many readers are, with a long name: what is said there takes as much room as what is said elsewhere. */
const LIKE_OTHERS = 'Africa/Cairo';

/**
 * The same time where the reader is, beside Dubai's. Only the reader's own device knows its zone, so it is added by script,
 * and left out where the clocks agree. Its room is there before, where the display script saw that they do not: what is read
 * already does not move.
 */
export function ReaderTime(props: Props) {
  const [zone, setZone] = useState<string | null>(null);
  useEffect(() => setZone(zoneOfDevice()), []);
  if (zone !== null && isAsInDubai(props, zone)) return null;
  return (
    // Devices do not agree with the site on the names of zones, and need not: it is never seen.
    <span className="reader-time" data-room={inZone(props, LIKE_OTHERS)} suppressHydrationWarning>
      {zone && <span>{inZone(props, zone)}</span>}
    </span>
  );
}

const isAsInDubai = ({ from, to = from, locale }: Props, zone: string): boolean =>
  [from, to].every((at) => formatMoment(new Date(at), locale, zone) === formatMoment(new Date(at), locale));

function inZone({ from, to = from, words, locale }: Props, zone: string): string {
  const start = new Date(from);
  const end = new Date(to);
  const isOneDay = formatDay(start, locale, zone) === formatDay(end, locale);
  const moment = (at: Date) => (isOneDay ? formatTime(at, zone) : formatMoment(at, locale, zone));
  const values: Record<string, string> = {
    from: moment(start),
    to: moment(end),
    day: formatWeekday(start, locale, zone),
    time: formatTime(start, zone),
    zone: zoneName(start, locale, zone),
  };
  return words.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

/** Some devices name no zone, or one that their browser does not know: then Dubai's time stands alone. */
function zoneOfDevice(): string {
  try {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    return Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return dubai;
  }
}
