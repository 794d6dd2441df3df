import type { IncomingHttpHeaders } from 'node:http';

/** The largest body that is taken: a spreadsheet of the secretariat with room to spare, as in `next.config.ts`. */
export const MOST_BYTES = 3 * 2 ** 20;

/** Why a request is none that a page of the site could answer, as a status of HTTP. */
export type Refusal = 400 | 403 | 405 | 413;

/** What the site answers to; forms are sent to pages alone, never to files. */
export const METHODS = ['GET', 'HEAD', 'POST', 'OPTIONS'];

type Head = { method?: string | undefined; url?: string | undefined; headers: IncomingHttpHeaders };

/**
 * What is wrong with a request before its body is read; the framework would answer these with 500, and log them as its own
 * faults: an address that stands for no text, a body that is too large or no form, a form from another site.
 */
export function wrongHead({ method, url = '', headers }: Head): Refusal | null {
  if (!isDecodable(url)) return 400;
  if (!METHODS.includes(String(method))) return 405;
  if (method !== 'POST') return null;
  if (/\.\w+$/.test(pathOf(url))) return 405;
  if (isForeign(headers)) return 403;
  if (Number(headers['content-length'] ?? 0) > MOST_BYTES) return 413;
  // Every action takes a form: the framework's own script sends them as browsers do.
  return boundaryOf(headers['content-type'] ?? '') === null ? 400 : null;
}

/** What is wrong with a whole body: a form whose end is missing was cut off on its way. */
export function wrongBody(contentType: string, body: Buffer): Refusal | null {
  const boundary = boundaryOf(contentType);
  if (boundary === null) return null;
  const end = Buffer.from(`--${boundary}--`);
  return body.subarray(-end.length - 4).includes(end) ? null : 400;
}

/** The path of a request's address, without what stands behind it. */
export const pathOf = (url: string): string => url.replace(/[?#].*$/s, '');

/** RFC 2046, section 5.1.1: up to 70 signs, in quotes where they need them. */
const boundaryOf = (contentType: string): string | null =>
  contentType
    .match(/^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i)
    ?.slice(1)
    .find(Boolean) ?? null;

function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(pathOf(url));
    return true;
  } catch {
    return false;
  }
}

/** Whether a browser says that a form stands on somebody else's page. The proxy passes on which host the browser named. */
function isForeign({ origin, host, 'x-forwarded-host': forwarded }: IncomingHttpHeaders): boolean {
  if (origin === undefined) return false;
  const named = [
    host,
    String(forwarded ?? '')
      .split(',')[0]
      ?.trim(),
  ];
  return !URL.canParse(origin) || !named.includes(new URL(origin).host);
}

const words: Record<Refusal, { ar: string; en: string }> = {
  400: {
    ar: 'لم يُفهم هذا الطلب، ولم يتغيّر شيء. إن كنت قد أرسلت استمارة فارجع إلى صفحتها وأعد إرسالها.',
    en: 'This request was not understood, and nothing was changed. If you have just sent a form, go back to its page and send it again.',
  },
  403: {
    ar: 'جاءت هذه الاستمارة من موقع آخر، فلم تُقبل ولم يتغيّر شيء.',
    en: 'This form came from another site. It was not accepted, and nothing was changed.',
  },
  405: {
    ar: 'لا تُطلب هذه الصفحة بهذه الطريقة، ولم يتغيّر شيء.',
    en: 'This page cannot be asked for in this way, and nothing was changed.',
  },
  413: {
    ar: 'ما أُرسل أكبر من ثلاثة ميغابايت، فلم يُقبل ولم يتغيّر شيء. يمكن الرجوع إلى الصفحة وإرسال ملف أصغر.',
    en: 'What was sent is larger than three megabytes. It was not accepted, and nothing was changed. Go back to the page and send a smaller file.',
  },
};

/** The page that says so, in both languages, because which one the reader wants may be what could not be read. */
export function refusalPage(refusal: Refusal): string {
  const { ar, en } = words[refusal];
  return `<!doctype html><html lang="ar" dir="rtl"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${refusal}</title><body><h1>تعذّر قبول الطلب</h1><p>${ar}</p><div lang="en" dir="ltr"><h1>The request could not be accepted</h1><p>${en}</p></div></body></html>`;
}
