import type { Locale } from '@/lib/i18n/locale';
import { agenda } from '@/lib/meeting/content/agenda';
import { instantInMeetingZone, rangeDash, utcOffset } from '@/lib/time/dates';

type Props = { from: string; to: string; locale: Locale };

/**
 * A range of times on the day of the meeting, without line breaks. The en dash is neutral in the bidirectional algorithm, so the
 * earlier time comes first in both reading directions; a hyphen would swap the times.
 */
export function TimeRange({ from, to, locale }: Props) {
  return (
    <span className="whitespace-nowrap">
      <Time at={from} />
      {rangeDash[locale]}
      <Time at={to} />
    </span>
  );
}

/** @param at such as `9:00` */
function Time({ at }: { at: string }) {
  const time = at.padStart(5, '0');
  const offset = utcOffset(instantInMeetingZone(agenda.day, time));
  return (
    <time dir="ltr" dateTime={`${agenda.day}T${time}${offset}`}>
      {at}
    </time>
  );
}
