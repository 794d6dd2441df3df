import { record } from '@/lib/audit';
import { meetingClock } from '@/lib/clock';
import { formatCompact } from '@/lib/dates';
import { transaction } from '@/lib/db';
import type { Locale } from '@/lib/locale';
import { currentMeeting } from '@/lib/meeting';
import { everything, filterAsQuery, readFilter } from '@/lib/registration/filter';
import { idsMatching, type Listed, registrationsInParts } from '@/lib/registration/queries';
import { said } from '../../form';
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
