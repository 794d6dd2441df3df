import { meetingClock } from '@/lib/clock';
import { config } from '@/lib/config';
import { formatCompact } from '@/lib/dates';
import { translator } from '@/lib/i18n/translator';
import type { Locale } from '@/lib/locale';

/** Says on every page that the clock is a demonstration's; nothing where it is the real one. */
export function ClockLine({ locale }: { locale: Locale }) {
  if (!config().meetingClock) return null;
  const now = () => <bdi dir="ltr">{formatCompact(meetingClock())}</bdi>;
  return <div className="clock-line">{translator(locale).rich('site.clock', { now })}</div>;
}
