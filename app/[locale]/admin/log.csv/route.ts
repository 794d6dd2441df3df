import { Readable } from 'node:stream';
import { searchParamsOf } from '@/app/_form/form';
import { eventDetails, eventTitle } from '@/components/staff/event-labels';
import { countEvents, eventsInBatches, recordEvent } from '@/lib/audit/audit';
import { transaction } from '@/lib/db/client';
import { translator } from '@/lib/i18n/translator';
import { csv } from '@/lib/spreadsheet/write-csv';
import { meetingClock } from '@/lib/time/clock';
import { formatCompact } from '@/lib/time/dates';
import { adminRoute } from '../admin';
import { readLogFilter } from '../log/log-filter';

/** Downloads the filtered log as CSV. The download itself is recorded in the log. */
export const GET = adminRoute('/admin/log', async (request, { locale, actor }) => {
  const t = translator(locale);
  const filter = readLogFilter(searchParamsOf(new URL(request.url).searchParams));
  const now = meetingClock();
  // The file ends before the event of its own download, so that it has as many rows as the event says.
  const downloadId = await transaction(async (tx) => {
    const rows = await countEvents(tx, filter);
    const event = { type: 'list.exported', format: 'log.csv', rows, view: '' } as const;
    return recordEvent(tx, event, { ...actor, at: now });
  });
  const head = [
    t('admin.detail.when'),
    t('admin.detail.what'),
    t('fields.reference'),
    t('admin.log.details'),
    t('admin.detail.who'),
    t('fields.email'),
    t('admin.log.place'),
  ];
  async function* rows() {
    for await (const batch of eventsInBatches(filter, downloadId)) {
      for (const event of batch) {
        yield [
          formatCompact(event.at),
          eventTitle(event, locale),
          event.reference ?? '',
          eventDetails(event, locale).join(' | '),
          t(`admin.actor.${event.actor}`),
          event.by ?? '',
          event.ipAddress ?? '',
        ];
      }
    }
  }
  return new Response(Readable.toWeb(csv(head, rows())) as ReadableStream, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="log-${formatCompact(now).slice(0, 10)}.csv"`,
    },
  });
});
