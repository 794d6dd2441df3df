import { facts } from '@/lib/content/facts';
import { keeper } from '@/lib/kept';
import { noteLink } from '@/lib/links';
import { isLocale } from '@/lib/locale';
import { codePicture } from '@/lib/share/qr';
import { calmRoute } from '../../calm';
import { download } from '../../download';

type Context = { params: Promise<{ locale: string }> };

const kept = keeper<Buffer>();

/** The code that leads to the note in this language, for print; drawn once in each process. */
export const GET = calmRoute(async (request: Request, { params }: Context) => {
  const { locale } = await params;
  if (!isLocale(locale)) return new Response(null, { status: 404 });
  const address = noteLink(locale);
  const bytes = await kept(locale, address, () => codePicture(address));
  const name = `${facts.id}-qr-${locale}.png`;
  return download(request, { bytes, contentType: 'image/png', maxAgeS: 3600, name });
});
