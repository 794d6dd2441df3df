import { eventTypes, type LogFilter } from '@/lib/audit/audit';
import { isDay } from '@/lib/meeting/move-deadline';
import { startOfDay, startOfNextDay } from '@/lib/time/dates';

type SearchParams = Record<string, string | undefined>;

/** The filter of the log from query parameters. An invalid value is ignored, so that an old bookmark still opens. */
export const readLogFilter = ({ type, by, reference, from, to }: SearchParams): LogFilter => ({
  type: eventTypes.find((eventType) => eventType === type),
  by: by?.trim().slice(0, 254) || undefined,
  reference: reference?.trim().slice(0, 40) || undefined,
  from: from && isDay(from) ? startOfDay(from) : undefined,
  to: to && isDay(to) ? startOfNextDay(to) : undefined,
});
