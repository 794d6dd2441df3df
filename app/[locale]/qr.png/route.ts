import { facts } from '@/lib/content/facts';
import { noteLink } from '@/lib/links';
import { isLocale, type Locale } from '@/lib/locale';
import { codePicture } from '@/lib/share/qr';
import { calmRoute } from '../../calm';

type Context = { params: Promise<{ locale: string }> };

const kept = new Map<Locale, Buffer>();

/** The code that leads to the note in this language, for print; drawn once in each process. */
export const GET = calmRoute(async (_request: Request, { params }: Context) => {
  const { locale } = await params;
  if (!isLocale(locale)) return new Response(null, { status: 404 });
  const picture = kept.get(locale) ?? (await codePicture(noteLink(locale)));
  kept.set(locale, picture);
  return new Response(new Uint8Array(picture), {
    headers: {
      'content-type': 'image/png',
      'content-disposition': `attachment; filename="${facts.id}-qr-${locale}.png"`,
      'cache-control': 'public, max-age=3600',
    },
  });
});
