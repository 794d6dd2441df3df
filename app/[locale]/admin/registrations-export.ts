import { searchParamsOf } from '@/app/_form/form';
import { recordEvent } from '@/lib/audit/audit';
import { transaction } from '@/lib/db/client';
import type { Locale } from '@/lib/i18n/locale';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import type { ListedRegistration } from '@/lib/registration/list-columns';
import { defaultView, readListView, viewAsQuery } from '@/lib/registration/list-view';
import { idsMatching, registrationsInBatches } from '@/lib/registration/queries';
import { meetingClock } from '@/lib/time/clock';
import { formatCompact } from '@/lib/time/dates';
import { adminRoute } from './admin';

/**
 * The download of the registrations of a view as a file. The audit log records it before it is sent, but not the search text: it may
 * be a name.
 */
export const exportRoute = (
  format: 'csv' | 'xlsx',
  contentType: string,
  make: (parts: AsyncIterable<ListedRegistration[]>, locale: Locale) => ReadableStream,
) =>
  adminRoute('/admin', async (request, { locale, actor }) => {
    const asked = readListView(searchParamsOf(new URL(request.url).searchParams));
    const isOrdered = asked.sort !== defaultView.sort || asked.order !== undefined;
    const filter = isOrdered || format === 'csv' ? asked : { ...asked, sort: 'fullName' as const };
    const ids = await idsMatching(await currentMeeting(), filter, { locale, withErased: true });
    const now = meetingClock();
    const view = viewAsQuery({ ...asked, q: '', page: 1 });
    await transaction((tx) =>
      recordEvent(tx, { type: 'list.exported', format, rows: ids.length, view }, { ...actor, at: now }),
    );
    return new Response(make(registrationsInBatches(ids), locale), {
      headers: {
        'content-type': contentType,
        'content-disposition': `attachment; filename="registrations-${formatCompact(now).slice(0, 10)}.${format}"`,
      },
    });
  });
