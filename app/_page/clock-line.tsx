import { config } from '@/lib/config';
import type { Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { meetingClock } from '@/lib/time/clock';
import { formatMoment } from '@/lib/time/dates';

/** Tells visitors of a demonstration which time the site pretends it is. Empty where the real clock runs. */
export function ClockLine({ locale }: { locale: Locale }) {
  if (!config().meetingClock) return null;
  const now = formatMoment(meetingClock(), locale);
  return <div className="clock-line">{translator(locale)('site.clock', { now })}</div>;
}
