import { download } from '@/app/_page/download';
import { withErrorResponse } from '@/app/_page/with-error-page';
import { memo } from '@/lib/async/memo';
import { isLocale } from '@/lib/i18n/locale';
import { facts } from '@/lib/meeting/content/facts';
import { codePicture } from '@/lib/meeting/share/qr-code';
import { noteUrl } from '@/lib/server/urls';

type Context = { params: Promise<{ locale: string }> };

const cache = memo<Buffer>();

/** The code that leads to the note in this language, for print; drawn once in each process. */
export const GET = withErrorResponse(async (request: Request, { params }: Context) => {
  const { locale } = await params;
  if (!isLocale(locale)) return new Response(null, { status: 404 });
  const address = noteUrl(locale);
  const bytes = await cache(locale, address, () => codePicture(address));
  const name = `${facts.id}-qr-${locale}.png`;
  return download(request, { bytes, contentType: 'image/png', maxAgeS: 3600, name });
});
