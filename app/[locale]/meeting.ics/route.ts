import { withErrorResponse } from '@/app/_page/with-error-page';
import { isLocale } from '@/lib/i18n/locale';
import { calendarFile } from '@/lib/meeting/calendar';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { meetingClock } from '@/lib/time/clock';

type RouteContext = { params: Promise<{ locale: string }> };

/** The meeting as a calendar file (iCalendar, RFC 5545). */
export const GET = withErrorResponse(async (_: Request, { params }: RouteContext) => {
  const { locale } = await params;
  if (!isLocale(locale)) return new Response(null, { status: 404 });
  return new Response(calendarFile(await currentMeeting(), locale, meetingClock()), {
    headers: {
      'content-type': 'text/calendar; charset=utf-8; method=PUBLISH',
      'content-disposition': 'attachment; filename="meeting.ics"',
      'cache-control': 'public, max-age=60',
    },
  });
});
