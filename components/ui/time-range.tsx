import type { Locale } from '@/lib/i18n/locale';
import { agenda } from '@/lib/meeting/content/agenda';
import { instantInMeetingZone, rangeDash, utcOffset } from '@/lib/time/dates';

type Props = { from: string; to: string; locale: Locale };

/**
 * A stretch of time on the day of the meeting. The en dash is neutral, so the earlier time stands first in the reading
 * direction (a hyphen would flip); each time is isolated and never broken.
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

function Time({ at }: { at: string }) {
  const time = at.padStart(5, '0');
  const offset = utcOffset(instantInMeetingZone(agenda.day, time));
  return (
    <time dir="ltr" dateTime={`${agenda.day}T${time}${offset}`}>
      {at}
    </time>
  );
}
