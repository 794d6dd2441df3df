import { download } from '@/app/_page/download';
import { withErrorResponse } from '@/app/_page/with-error-page';
import { memo } from '@/lib/async/memo';
import { isLocale } from '@/lib/i18n/locale';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { previewPicture } from '@/lib/meeting/share/picture';
import { previewLines } from '@/lib/meeting/share/preview';

type Context = { params: Promise<{ locale: string }> };

const cache = memo<Buffer>();

/** The picture beside a link to the note, drawn anew when what it says has changed. */
export const GET = withErrorResponse(async (request: Request, { params }: Context) => {
  const { locale } = await params;
  if (!isLocale(locale)) return new Response(null, { status: 404 });
  const meeting = await currentMeeting();
  const version = JSON.stringify(previewLines(meeting, locale));
  const bytes = await cache(locale, version, () => previewPicture(meeting, locale));
  const response = download(request, { bytes, contentType: 'image/png', maxAgeS: 3600 });
  // Made to be shown beside the link, on whatever page somebody puts it.
  response.headers.set('cross-origin-resource-policy', 'cross-origin');
  return response;
});
