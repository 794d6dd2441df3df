import { agenda } from '@/lib/content/agenda';
import { rangeDash } from '@/lib/dates';
import type { Locale } from '@/lib/locale';

type Props = { from: string; to: string; locale: Locale };

/**
 * A stretch of time on the day of the meeting. The en dash is neutral, so the earlier time stands first in the reading
 * direction (a hyphen would flip); each time is isolated and never broken.
 */
export function Range({ from, to, locale }: Props) {
  return (
    <span className="whitespace-nowrap">
      <Time at={from} />
      {rangeDash[locale]}
      <Time at={to} />
    </span>
  );
}

function Time({ at }: { at: string }) {
  const machine = `${agenda.day}T${at.padStart(5, '0')}${agenda.utcOffset}`;
  return (
    <time dir="ltr" dateTime={machine}>
      {at}
    </time>
  );
}
