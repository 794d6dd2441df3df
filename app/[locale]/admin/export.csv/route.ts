import { meetingClock } from '@/lib/clock';
import { formatCompact } from '@/lib/dates';
import { registrationsAsCsv } from '@/lib/export/csv';
import { isLocale } from '@/lib/locale';
import { currentMeeting } from '@/lib/meeting';
import { readFilter } from '@/lib/registration/filter';
import { allRegistrations } from '@/lib/registration/queries';
import { secretary } from '@/lib/session';
import { calmRoute } from '../../../calm';

type Context = { params: Promise<{ locale: string }> };

/** The list, or what a view leaves of it, for a spreadsheet. */
export const GET = calmRoute(async (request: Request, { params }: Context) => {
  const { locale } = await params;
  if (!isLocale(locale)) return new Response(null, { status: 404 });
  if (!(await secretary(request.headers))) {
    // A relative address: behind a proxy the request does not know the public one.
    return new Response(null, { status: 303, headers: { location: `/${locale}/admin/sign-in` } });
  }
  const filter = readFilter(Object.fromEntries(new URL(request.url).searchParams));
  const rows = await allRegistrations(await currentMeeting(), filter);
  const day = formatCompact(meetingClock()).slice(0, 10);
  return new Response(registrationsAsCsv(rows, locale), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="registrations-${day}.csv"`,
      'cache-control': 'private, no-store',
      'x-robots-tag': 'noindex',
    },
  });
});
