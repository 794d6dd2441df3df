import { type NoteFormat, noteFile } from '@/lib/documents/note-file';
import { isLocale } from '@/lib/i18n/locale';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { markToShow } from '@/lib/meeting/move-deadline';
import { download } from './download';
import { withErrorResponse } from './with-error-page';

type RouteContext = { params: Promise<{ locale: string }> };

/** A route that downloads the note in the language of its URL, as a Word or PDF file. */
export const noteDownload = (format: NoteFormat) =>
  withErrorResponse(async (request: Request, { params }: RouteContext) => {
    const { locale } = await params;
    if (!isLocale(locale)) return new Response(null, { status: 404 });
    const meeting = await currentMeeting();
    const file = await noteFile(format, meeting, locale, await markToShow(meeting));
    return download(request, { ...file, maxAgeS: 60 });
  });
