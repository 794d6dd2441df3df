import { said } from '@/app/_form/form';
import { record } from '@/lib/audit/audit';
import { transaction } from '@/lib/db/client';
import type { Locale } from '@/lib/i18n/locale';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { everything, filterAsQuery, readFilter } from '@/lib/registration/list-view';
import { idsMatching, type Listed, registrationsInParts } from '@/lib/registration/queries';
import { meetingClock } from '@/lib/time/clock';
import { formatCompact } from '@/lib/time/dates';
import { adminRoute } from './admin';

/**
 * A file of the registrations that a view shows. That it left the site is written down before it does; what was searched for
 * is not, because it may be a name.
 */
export const exporting = (
  format: 'csv' | 'xlsx',
  contentType: string,
  make: (parts: AsyncIterable<Listed[]>, locale: Locale) => ReadableStream,
) =>
  adminRoute('/admin', async (request, { locale, doer }) => {
    const asked = readFilter(said(new URL(request.url).searchParams));
    const isOrdered = asked.sort !== everything.sort || asked.order !== undefined;
    const filter = isOrdered || format === 'csv' ? asked : { ...asked, sort: 'fullName' as const };
    const ids = await idsMatching(await currentMeeting(), filter, { locale, withErased: true });
    const now = meetingClock();
    const view = filterAsQuery({ ...asked, q: '', page: 1 });
    await transaction((tx) =>
      record(tx, { type: 'list.exported', format, rows: ids.length, view }, { ...doer, at: now }),
    );
    return new Response(make(registrationsInParts(ids), locale), {
      headers: {
        'content-type': contentType,
        'content-disposition': `attachment; filename="registrations-${formatCompact(now).slice(0, 10)}.${format}"`,
      },
    });
  });
