import { calendarFile } from '@/lib/calendar';
import { meetingClock } from '@/lib/clock';
import { isLocale } from '@/lib/locale';
import { currentMeeting } from '@/lib/meeting';
import { calmRoute } from '../../calm';

type Context = { params: Promise<{ locale: string }> };

/** The meeting for people's calendars; the same for everybody. */
export const GET = calmRoute(async (_: Request, { params }: Context) => {
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
