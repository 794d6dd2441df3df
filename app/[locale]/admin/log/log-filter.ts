import { eventTypes, type LogFilter } from '@/lib/audit/audit';
import { readReference } from '@/lib/registration/reference';
import { asciiAddress, cleanAddress } from '@/lib/text/email-address';
import { startOfDay, startOfNextDay } from '@/lib/time/dates';
import { readDay } from '@/lib/time/read-day';

type SearchParams = Record<string, string | undefined>;

/** The filter of the log from query parameters. An invalid value is ignored, so that an old bookmark still opens. */
export function readLogFilter({
  type,
  by = '',
  reference = '',
  from = '',
  to = '',
}: SearchParams): LogFilter {
  const [firstDay, lastDay] = [readDay(from), readDay(to)];
  return {
    type: eventTypes.find((eventType) => eventType === type),
    by: asciiAddress(cleanAddress(by)).slice(0, 254) || undefined,
    reference: readReference(reference).slice(0, 40) || undefined,
    from: firstDay === null ? undefined : startOfDay(firstDay),
    to: lastDay === null ? undefined : startOfNextDay(lastDay),
  };
}
