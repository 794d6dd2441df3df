import { isLocale, type Locale } from '@/lib/locale';
import { currentMeeting } from '@/lib/meeting';
import { previewPicture } from '@/lib/share/picture';
import { previewLines } from '@/lib/share/preview';
import { calmRoute } from '../../calm';
import { download } from '../../download';

type Context = { params: Promise<{ locale: string }> };

const kept = new Map<Locale, { text: string; bytes: Buffer }>();

/** The picture beside a link to the note, drawn anew when what it says has changed. */
export const GET = calmRoute(async (request: Request, { params }: Context) => {
  const { locale } = await params;
  if (!isLocale(locale)) return new Response(null, { status: 404 });
  const meeting = await currentMeeting();
  const text = JSON.stringify(previewLines(meeting, locale));
  let picture = kept.get(locale);
  if (picture?.text !== text) {
    picture = { text, bytes: await previewPicture(meeting, locale) };
    kept.set(locale, picture);
  }
  return download(request, { bytes: picture.bytes, contentType: 'image/png', maxAgeS: 3600 });
});
