import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { parseAndValidateFlightRouterState } from 'next/dist/server/app-render/parse-and-validate-flight-router-state.js';

/** The largest body that is taken: a spreadsheet of the secretariat with room to spare, as in `next.config.ts`. */
export const MOST_BYTES = 3 * 2 ** 20;

/** Why a request is none that a page of the site could answer, as a status of HTTP. */
export type RequestRefusal = 400 | 403 | 405 | 413;

/** What the site answers to; forms are sent to pages alone, never to files. */
export const METHODS = ['GET', 'HEAD', 'POST', 'OPTIONS'];

type Head = {
  method?: string | undefined;
  url?: string | undefined;
  httpVersion?: string;
  headers: IncomingHttpHeaders;
};

/** A request's address: path and query as the URL standard writes them, and the host where the address names one. */
export type Target = { path: string; search: string; host: string | null };

/**
 * Reads a request's address, which is a path or a whole address (RFC 9112, sections 3.2.1 and 3.2.2), in the way of the
 * framework: dots and unusual signs are resolved before anything judges the path.
 * @returns `null` for any other kind of address, for a path that stands for no text, and for one with a backslash: browsers send
 * a slash for it, and a proxy that judges paths too takes it for a letter
 */
export function targetOf(url: string): Target | null {
  if (/^[^?]*\\/.test(url)) return null;
  const isWhole = /^https?:\/\//i.test(url);
  if (!isWhole && !url.startsWith('/')) return null;
  try {
    const { pathname, search, host } = new URL(isWhole ? url : `http://n${url}`);
    decodeURIComponent(pathname);
    return { path: pathname, search, host: isWhole ? host : null };
  } catch {
    return null;
  }
}

/**
 * What is wrong with a request before its body is read; the framework would answer these with 500, and log them as its own
 * faults: an address that is none, a router header that it cannot read, a body that is too large or no form, a form from
 * another site. HTTP/1.1 wants the name of the host (RFC 9112, section 3.2).
 */
export function validateHead({ method, url = '', httpVersion, headers }: Head): RequestRefusal | null {
  if (httpVersion === '1.1' && headers.host === undefined) return 400;
  const target = targetOf(url);
  if (!target || !isRouterState(headers)) return 400;
  if (!METHODS.includes(String(method))) return 405;
  if (method !== 'POST') return null;
  // An action that leads on to another page asks for it under the name of the host.
  if (!headers.host) return 400;
  if (/\.\w+$/.test(target.path)) return 405;
  if (isForeign(headers)) return 403;
  if (Number(headers['content-length'] ?? 0) > MOST_BYTES) return 413;
  // Every action takes a form: the framework's own script sends them as browsers do.
  return boundaryOf(headers['content-type'] ?? '') === null ? 400 : null;
}

/**
 * One field of a form.
 * @property file the file's name, empty where none was chosen; `null` for a text
 */
export type Field = { name: string; file: string | null; bytes: Buffer };

/** A form as it is handed on: what was checked, written anew. */
export type Form = { fields: Field[]; contentType: string; body: Buffer };

/**
 * Checks a whole body and writes it anew, in one form of writing: the framework reads a form with two other parsers, and each
 * reads from this what was checked. Refused is a form whose end is missing, because it was cut off on its way, and one that is
 * written in another way than browsers and the framework's script do.
 */
export function readForm(
  { 'content-type': type = '', 'next-action': call }: IncomingHttpHeaders,
  body: Buffer,
): Form | RequestRefusal {
  const boundary = boundaryOf(type);
  const fields = boundary && fieldsOf(body, boundary);
  if (!fields) return 400;
  const texts = textsOf(fields);
  const isGood = call === undefined ? isSent(texts) : ACTION_ID.test(String(call)) && isCalled(texts);
  return isGood ? written(fields) : 400;
}

/**
 * The head of a part (RFC 7578, section 4.2) as browsers write it, with a name of visible ASCII characters: what stands for
 * others in a name is read differently by each parser.
 */
const PART_HEAD =
  /^\r\nContent-Disposition: form-data; name="([\x20\x21\x23\x24\x26-\x5b\x5d-\x7e]{1,100})"(?:; filename="([^"\r\n]*)"\r\nContent-Type: [^\r\n]*)?$/i;

/** More than any page has; each costs some bytes more when it is written anew. */
const MOST_FIELDS = 5_000;

/** The fields of a form in their order. `null` when it is none, or not whole. */
function fieldsOf(body: Buffer, boundary: string): Field[] | null {
  const fields: Field[] = [];
  const delimiter = `\r\n--${boundary}`;
  if (!body.subarray(0, delimiter.length - 2).equals(Buffer.from(delimiter.slice(2), 'latin1'))) return null;
  let at = -2;
  for (;;) {
    const start = at + delimiter.length;
    const end = body.toString('latin1', start, start + 5);
    if (end === '--' || end === '--\r\n') return fields;
    const headEnd = body.indexOf('\r\n\r\n', start);
    at = body.indexOf(delimiter, headEnd + 2, 'latin1');
    if (headEnd < 0 || at < 0 || fields.length === MOST_FIELDS) return null;
    const [, name, file = null] = body.toString('latin1', start, headEnd).match(PART_HEAD) ?? [];
    if (name === undefined) return null;
    const bytes = body.subarray(headEnd + 4, at);
    if (file === null && !isUtf8(bytes)) return null;
    fields.push({ name, file, bytes: file === null ? withoutByteOrderMark(bytes) : bytes });
  }
}

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** Marks at the beginning of a text are a part of it for one parser, and none for another. */
function withoutByteOrderMark(bytes: Buffer): Buffer {
  let at = 0;
  while (bytes.subarray(at, at + BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK))
    at += BYTE_ORDER_MARK.length;
  return bytes.subarray(at);
}

/** The texts of a form by their names; files are empty. */
function textsOf(fields: Field[]): Map<string, string[]> {
  const texts = new Map<string, string[]>();
  for (const { name, file, bytes } of fields) {
    const text = file === null ? bytes.toString('utf8') : '';
    const known = texts.get(name);
    if (known) known.push(text);
    else texts.set(name, [text]);
  }
  return texts;
}

/** Nothing depends on how a file is called and what kind it says it is, so all say the same. */
const FILE_KIND = 'application/octet-stream';

function written(fields: Field[]): Form {
  // Of the length and the signs that every parser takes, and in no text but by a chance of one in 2^128.
  const boundary = randomBytes(16).toString('hex');
  const parts = fields.flatMap(({ name, file, bytes }) => {
    const kind = file === null ? '' : `; filename="${file && 'file'}"\r\nContent-Type: ${FILE_KIND}`;
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${kind}\r\n\r\n`;
    return [Buffer.from(head), bytes, Buffer.from('\r\n')];
  });
  return {
    fields,
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
  };
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

/** Whether the framework can read what its script says about the page that is shown: asked of its own parser, which throws. */
function isRouterState({ 'next-router-state-tree': state }: IncomingHttpHeaders): boolean {
  try {
    parseAndValidateFlightRouterState(state);
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

const words: Record<RequestRefusal, { ar: string; en: string }> = {
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
export function refusalPage(refusal: RequestRefusal): string {
  const { ar, en } = words[refusal];
  return `<!doctype html><html lang="ar" dir="rtl"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${refusal}</title><body><h1>تعذّر قبول الطلب</h1><p>${ar}</p><div lang="en" dir="ltr"><h1>The request could not be accepted</h1><p>${en}</p></div></body></html>`;
}
