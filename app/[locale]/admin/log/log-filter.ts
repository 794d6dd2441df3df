import { eventTypes, type LogFilter } from '@/lib/audit/audit';
import { isDay } from '@/lib/meeting/move-deadline';
import { startOfDay, startOfNextDay } from '@/lib/time/dates';

type Said = Record<string, string | undefined>;

/** Which part of the log an address asks for; what it says wrongly counts as not said. */
export const readLogFilter = ({ type, by, reference, from, to }: Said): LogFilter => ({
  type: eventTypes.find((each) => each === type),
  by: by?.trim().slice(0, 254) || undefined,
  reference: reference?.trim().slice(0, 40) || undefined,
  from: from && isDay(from) ? startOfDay(from) : undefined,
  to: to && isDay(to) ? startOfNextDay(to) : undefined,
});
