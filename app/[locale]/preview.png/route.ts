import { isLocale, type Locale } from '@/lib/locale';
import { currentMeeting } from '@/lib/meeting';
import { previewPicture } from '@/lib/share/picture';
import { calmRoute } from '../../calm';

type Context = { params: Promise<{ locale: string }> };

const kept = new Map<Locale, Buffer>();

/** The picture beside a link to the note, drawn once in each process. */
export const GET = calmRoute(async (_request: Request, { params }: Context) => {
  const { locale } = await params;
  if (!isLocale(locale)) return new Response(null, { status: 404 });
  const picture = kept.get(locale) ?? (await previewPicture(await currentMeeting(), locale));
  kept.set(locale, picture);
  return new Response(new Uint8Array(picture), {
    headers: { 'content-type': 'image/png', 'cache-control': 'public, max-age=3600' },
  });
});
