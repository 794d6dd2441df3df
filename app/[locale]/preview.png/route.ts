import { download } from '@/app/_page/download';
import { withErrorResponse } from '@/app/_page/with-error-page';
import { memo } from '@/lib/async/memo';
import { makeFile } from '@/lib/documents/make-file';
import { isLocale } from '@/lib/i18n/locale';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { previewLines } from '@/lib/meeting/share/preview';

type RouteContext = { params: Promise<{ locale: string }> };

const pictures = memo<Buffer>();

/** The picture of link previews of the note. It is cached in memory and drawn again when its text changes. */
export const GET = withErrorResponse(async (request: Request, { params }: RouteContext) => {
  const { locale } = await params;
  if (!isLocale(locale)) return new Response(null, { status: 404 });
  const meeting = await currentMeeting();
  const lines = previewLines(meeting, locale);
  const bytes = await pictures(locale, JSON.stringify(lines), () =>
    makeFile({ kind: 'preview', lines, locale }),
  );
  const response = download(request, { bytes, contentType: 'image/png', maxAgeS: 3600 });
  // Other sites show this picture next to a link to the note, so they must be allowed to load it.
  response.headers.set('cross-origin-resource-policy', 'cross-origin');
  return response;
});
