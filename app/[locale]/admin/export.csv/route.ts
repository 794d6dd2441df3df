import { meetingClock } from '@/lib/clock';
import { formatCompact } from '@/lib/dates';
import { registrationsAsCsv } from '@/lib/export/csv';
import { currentMeeting } from '@/lib/meeting';
import { readFilter } from '@/lib/registration/filter';
import { allRegistrations } from '@/lib/registration/queries';
import { adminRoute } from '../admin';

/** The list, or what a view leaves of it, for a spreadsheet. */
export const GET = adminRoute('/admin', async (request, { locale }) => {
  const filter = readFilter(Object.fromEntries(new URL(request.url).searchParams));
  const rows = await allRegistrations(await currentMeeting(), filter);
  const day = formatCompact(meetingClock()).slice(0, 10);
  return new Response(registrationsAsCsv(rows, locale), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="registrations-${day}.csv"`,
    },
  });
});
