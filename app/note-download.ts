import { type NoteFormat, noteFile } from '@/lib/export/note-file';
import { isLocale } from '@/lib/locale';
import { currentMeeting } from '@/lib/meeting';
import { calmRoute } from './calm';
import { download } from './download';

type Context = { params: Promise<{ locale: string }> };

/** The note of one language to keep. */
export const noteDownload = (format: NoteFormat) =>
  calmRoute(async (request: Request, { params }: Context) => {
    const { locale } = await params;
    if (!isLocale(locale)) return new Response(null, { status: 404 });
    return download(request, { ...(await noteFile(format, await currentMeeting(), locale)), maxAgeS: 60 });
  });
