import type { IncomingHttpHeaders } from 'node:http';

/** The largest body that is taken: a spreadsheet of the secretariat with room to spare, as in `next.config.mjs`. */
export const MOST_BYTES = 3 * 2 ** 20;

/** Why a request is none that a page of the site could answer, as a status of HTTP. */
export type Refusal = 400 | 403 | 405 | 413;

/** What the site answers to; forms are sent to pages alone, never to files. */
export const METHODS = ['GET', 'HEAD', 'POST', 'OPTIONS'];

type Head = {
  method?: string | undefined;
  url?: string | undefined;
  httpVersion?: string;
  headers: IncomingHttpHeaders;
};

/**
 * What is wrong with a request before its body is read; the framework would answer these with 500, and log them as its own
 * faults: an address that stands for no text, a body that is too large or no form, a form from another site. HTTP/1.1 wants
 * the name of the host (RFC 9112, section 3.2).
 */
export function wrongHead({ method, url = '', httpVersion, headers }: Head): Refusal | null {
  if (httpVersion === '1.1' && headers.host === undefined) return 400;
  if (!isDecodable(url)) return 400;
  if (!METHODS.includes(String(method))) return 405;
  if (method !== 'POST') return null;
  if (/\.\w+$/.test(pathOf(url))) return 405;
  if (isForeign(headers)) return 403;
  if (Number(headers['content-length'] ?? 0) > MOST_BYTES) return 413;
  // Every action takes a form: the framework's own script sends them as browsers do.
  return boundaryOf(headers['content-type'] ?? '') === null ? 400 : null;
}

/**
 * What is wrong with a whole body: a form whose end is missing was cut off on its way, one that is written in another way than
 * browsers and the framework's script do was made by somebody else. The framework would answer the latter with 500.
 */
export function wrongBody(
  { 'content-type': type = '', 'next-action': call }: IncomingHttpHeaders,
  body: Buffer,
): Refusal | null {
  const boundary = boundaryOf(type);
  if (boundary === null) return null;
  const fields = fieldsOf(body, boundary);
  if (!fields) return 400;
  if (call === undefined) return isSent(fields) ? null : 400;
  const isNamed = ACTION_ID.test(String(call));
  return isNamed && type.startsWith('multipart/form-data') && isCalled(fields) ? null : 400;
}

/** RFC 7578, section 4.2, as browsers write it. */
const PART_HEAD =
  /^\r\nContent-Disposition: form-data; name="([^"\r\n]*)"(; filename="[^"\r\n]*")?(?:\r\n[\w-]+: [^\r\n]*)*$/i;

/** The texts of a form by their names; files are empty. `null` when it is none, or not whole. */
function fieldsOf(body: Buffer, boundary: string): Map<string, string[]> | null {
  const fields = new Map<string, string[]>();
  const delimiter = `\r\n--${boundary}`;
  if (!body.subarray(0, delimiter.length - 2).equals(Buffer.from(delimiter.slice(2)))) return null;
  let at = -2;
  for (;;) {
    const start = at + delimiter.length;
    const end = body.toString('latin1', start, start + 5);
    if (end === '--' || end === '--\r\n') return fields;
    const headEnd = body.indexOf('\r\n\r\n', start);
    at = body.indexOf(delimiter, headEnd + 2);
    if (headEnd < 0 || at < 0) return null;
    const [, name, file] = body.toString('latin1', start, headEnd).match(PART_HEAD) ?? [];
    if (name === undefined) return null;
    const text = file ? '' : body.toString('utf8', headEnd + 4, at);
    const texts = fields.get(name);
    if (texts) texts.push(text);
    else fields.set(name, [text]);
  }
}

/** How the framework names an action: which it is changes with the build, its form does not. */
const ACTION_ID = /^[0-9a-f]{42}$/;
/** A button may have an action of its own beside that of its form. */
const MOST_ACTIONS = 2;

/** A form without JavaScript: it names an action, with what the page knew beside it where there was something. */
function isSent(fields: Map<string, string[]>): boolean {
  const named = (kind: string) =>
    [...fields.keys()].filter((name) => name.startsWith(kind)).map((name) => name.slice(kind.length));
  const [ids, numbers] = [named('$ACTION_ID_'), named('$ACTION_REF_')];
  if (ids.length + numbers.length === 0 || numbers.length > MOST_ACTIONS) return false;
  return ids.every((id) => ACTION_ID.test(id)) && numbers.every((number) => isAction(fields, number));
}

function isAction(fields: Map<string, string[]>, number: string): boolean {
  const [action, ...others] = valuesOf(fields, `$ACTION_${number}:0`) ?? [];
  if (!action || others.length > 0 || !ACTION_ID.test(action.id)) return false;
  // The framework looks for the id where it writes it itself: before all else.
  if (!fields.get(`$ACTION_${number}:0`)?.[0]?.startsWith(`{"id":"${action.id}"`)) return false;
  if (action.bound === null) return true;
  const place = String(action.bound).match(/^\$@(\d+)$/)?.[1];
  return place !== undefined && areArguments(valuesOf(fields, `$ACTION_${number}:${place}`));
}

/** A call by the framework's script: what the action is given stands in the field 0. */
const isCalled = (fields: Map<string, string[]>): boolean => areArguments(valuesOf(fields, '0'));

// biome-ignore lint/suspicious/noExplicitAny: what is in it is asked above
function valuesOf(fields: Map<string, string[]>, name: string): any[] | null {
  try {
    return fields.get(name)?.map((text) => Object(JSON.parse(text))) ?? null;
  } catch {
    return null;
  }
}

const MOST_ARGUMENTS = 4;
const MOST_DEPTH = 12;

const areArguments = (values: unknown[] | null): boolean =>
  values?.every((value) => Array.isArray(value) && value.length <= MOST_ARGUMENTS && isPlain(value)) ?? false;

/**
 * Whether it says nothing in the framework's own language but what forms say: `$K` and the number of a form, `$undefined`, `$$`
 * before a text that begins with `$`.
 */
function isPlain(value: unknown, depth = 0): boolean {
  if (typeof value === 'string')
    return !value.startsWith('$') || /^\$(\$|undefined$|K[0-9a-f]{1,4}$)/.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return depth < MOST_DEPTH && Object.values(value).every((each) => isPlain(each, depth + 1));
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
  // As the framework asks; what it refuses after that it answers with 500.
  const named =
    String(forwarded ?? '')
      .split(',')[0]
      ?.trim() || host;
  return !URL.canParse(origin) || new URL(origin).host !== named;
}

const words: Record<Refusal, { ar: string; en: string }> = {
  400: {
    ar: 'لم يُفهم هذا الطلب، ولم يتغير شيء. إذا كانت استمارة قد أُرسلت، يرجى الرجوع إلى صفحتها وإرسالها مرة أخرى.',
    en: 'This request was not understood, and nothing was changed. If you have just sent a form, go back to its page and send it again.',
  },
  403: {
    ar: 'جاءت هذه الاستمارة من موقع آخر، فلم تُقبل ولم يتغير شيء. يرجى إرسالها من صفحتها على هذا الموقع.',
    en: 'This form came from another site. It was not accepted, and nothing was changed. Send it from its page on this site.',
  },
  405: {
    ar: 'لا تُطلب هذه الصفحة بهذه الطريقة، ولم يتغير شيء. يرجى فتحها من عنوانها في المتصفح.',
    en: 'This page cannot be asked for in this way, and nothing was changed. Open it by its address in a browser.',
  },
  413: {
    ar: 'ما أُرسل أكبر من ثلاثة ميغابايت، فلم يُقبل ولم يتغير شيء. يرجى الرجوع إلى الصفحة وإرسال ملف أصغر.',
    en: 'What was sent is larger than three megabytes. It was not accepted, and nothing was changed. Go back to the page and send a smaller file.',
  },
};

/** The page that says so, in both languages, because which one the reader wants may be what could not be read. */
export function refusalPage(refusal: Refusal): string {
  const { ar, en } = words[refusal];
  return `<!doctype html><html lang="ar" dir="rtl"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${refusal}</title><body><h1>تعذّر قبول الطلب</h1><p>${ar}</p><div lang="en" dir="ltr"><h1>The request could not be accepted</h1><p>${en}</p></div></body></html>`;
}
