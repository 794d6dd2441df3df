import { type NoteFormat, noteFile } from '@/lib/export/note-file';
import { isLocale } from '@/lib/locale';
import { currentMeeting } from '@/lib/meeting';
import { calmRoute } from './calm';

type Context = { params: Promise<{ locale: string }> };

/** The note of one language to keep; a reader that has this text already is told so (RFC 9110, 13.1.2). */
export const noteDownload = (format: NoteFormat) =>
  calmRoute(async (request: Request, { params }: Context) => {
    const { locale } = await params;
    if (!isLocale(locale)) return new Response(null, { status: 404 });
    const { bytes, contentType, name, version } = await noteFile(format, await currentMeeting(), locale);
    // Weak, because each process writes its own date into the file.
    const etag = `W/"${version}"`;
    const headers = { etag, 'cache-control': 'public, max-age=60' };
    const known = request.headers.get('if-none-match')?.split(/\s*,\s*/) ?? [];
    if (known.includes(etag) || known.includes('*')) return new Response(null, { status: 304, headers });
    return new Response(new Uint8Array(bytes), {
      headers: {
        ...headers,
        'content-type': contentType,
        'content-length': String(bytes.length),
        'content-disposition': `attachment; filename="${name}"`,
      },
    });
  });
