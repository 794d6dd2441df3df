import { download } from '@/app/_page/download';
import { withErrorResponse } from '@/app/_page/with-error-page';
import { memo } from '@/lib/async/memo';
import { makeFile } from '@/lib/documents/make-file';
import { isLocale } from '@/lib/i18n/locale';
import { facts } from '@/lib/meeting/content/facts';
import { noteUrl } from '@/lib/server/urls';

type RouteContext = { params: Promise<{ locale: string }> };

const pictures = memo<Buffer>();

/** The QR code of the note's URL in this language, large enough to print. It is drawn once per process. */
export const GET = withErrorResponse(async (request: Request, { params }: RouteContext) => {
  const { locale } = await params;
  if (!isLocale(locale)) return new Response(null, { status: 404 });
  const url = noteUrl(locale);
  const bytes = await pictures(locale, url, () => makeFile({ kind: 'code', text: url }));
  const name = `${facts.id}-qr-${locale}.png`;
  return download(request, { bytes, contentType: 'image/png', maxAgeS: 3600, name });
});
