import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { parseAndValidateFlightRouterState } from 'next/dist/server/app-render/parse-and-validate-flight-router-state.js';
import { MAX_BODY_BYTES } from './body-limit';

/** The HTTP status with which a request is refused before the framework sees it. */
export type RequestRefusal = 400 | 403 | 405 | 413;

/** The accepted methods. POST is accepted for pages only, not for files. */
export const METHODS = ['GET', 'HEAD', 'POST', 'OPTIONS'];

type Head = {
  method?: string | undefined;
  url?: string | undefined;
  httpVersion?: string;
  headers: IncomingHttpHeaders;
};

/** A request target: path and query, normalized as in the URL standard, and the host if the target is an absolute URL. */
export type Target = { path: string; search: string; host: string | null };

/**
 * Parses a request target, which is a path or an absolute URL (RFC 9112, sections 3.2.1 and 3.2.2), as the framework does: dot segments
 * and unusual characters are normalized before any check of the path.
 * @returns `null` for any other target, for a path that does not decode as UTF-8, and for a path with a backslash: the URL standard
 *   reads it as a slash and a proxy as an ordinary character, so the two would check different paths
 */
export function requestTargetOf(url: string): Target | null {
  if (/^[^?]*\\/.test(url)) return null;
  const isAbsolute = /^https?:\/\//i.test(url);
  if (!isAbsolute && !url.startsWith('/')) return null;
  try {
    const { pathname, search, host } = new URL(isAbsolute ? url : `http://n${url}`);
    decodeURIComponent(pathname);
    return { path: pathname, search, host: isAbsolute ? host : null };
  } catch {
    return null;
  }
}

/**
 * Checks a request before its body is read. It refuses an invalid target, a router header that the framework cannot read, a body that is
 * too large or not a form, and a form from another site. The framework would answer these with 500 and log them as errors of its own.
 * HTTP/1.1 requires a `Host` header (RFC 9112, section 3.2).
 * @returns `null` if the request is valid
 */
export function validateHead({ method, url = '', httpVersion, headers }: Head): RequestRefusal | null {
  if (httpVersion === '1.1' && headers.host === undefined) return 400;
  const target = requestTargetOf(url);
  if (!target || !isRouterState(headers)) return 400;
  if (!METHODS.includes(String(method))) return 405;
  if (method !== 'POST') return null;
  // After a redirecting action the framework fetches the next page from this host.
  if (!headers.host) return 400;
  if (/\.\w+$/.test(target.path)) return 405;
  if (isForeign(headers)) return 403;
  if (Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES) return 413;
  // Every action receives a form. The framework's script also sends it as `multipart/form-data`.
  return boundaryOf(headers['content-type'] ?? '') === null ? 400 : null;
}

/**
 * One field of a form.
 * @property file the file's name, empty where none was chosen; `null` for a text
 */
export type Field = { name: string; file: string | null; bytes: Buffer };

/** A checked form, with the body as it is passed to the framework. */
export type Form = { fields: Field[]; contentType: string; body: Buffer };

/**
 * Checks a complete form body and writes it again in one canonical encoding. The framework reads forms with two parsers of its own, and
 * only an unambiguous body makes both of them read what was checked here. A form is refused if its end is missing, because the connection
 * broke, or if it is not encoded as browsers and the framework's script encode it.
 */
export function readForm(
  { 'content-type': contentType = '', 'next-action': actionId }: IncomingHttpHeaders,
  body: Buffer,
): Form | RequestRefusal {
  const boundary = boundaryOf(contentType);
  const fields = boundary && fieldsOf(body, boundary);
  if (!fields) return 400;
  const texts = textsOf(fields);
  const isValid =
    actionId === undefined
      ? isFormWithoutScript(texts)
      : ACTION_ID.test(String(actionId)) && isFormFromScript(texts);
  return isValid ? encodeForm(fields) : 400;
}

/**
 * The header of a part (RFC 7578, section 4.2) as browsers write it. The field name is printable ASCII, because parsers differ in how
 * they decode other characters.
 */
const PART_HEADER =
  /^\r\nContent-Disposition: form-data; name="([\x20\x21\x23\x24\x26-\x5b\x5d-\x7e]{1,100})"(?:; filename="([^"\r\n]*)"\r\nContent-Type: [^\r\n]*)?$/i;

/** More than any page has. The limit bounds the rewritten body, in which each field takes some extra bytes. */
const MAX_FIELDS = 5_000;

/** The fields of a form in their order; `null` if the body is not a form or not complete. */
function fieldsOf(body: Buffer, boundary: string): Field[] | null {
  const fields: Field[] = [];
  const delimiter = `\r\n--${boundary}`;
  if (!body.subarray(0, delimiter.length - 2).equals(Buffer.from(delimiter.slice(2), 'latin1'))) return null;
  let delimiterAt = -2;
  for (;;) {
    const start = delimiterAt + delimiter.length;
    const afterDelimiter = body.toString('latin1', start, start + 5);
    if (afterDelimiter === '--' || afterDelimiter === '--\r\n') return fields;
    const headerEnd = body.indexOf('\r\n\r\n', start);
    delimiterAt = body.indexOf(delimiter, headerEnd + 2, 'latin1');
    if (headerEnd < 0 || delimiterAt < 0 || fields.length === MAX_FIELDS) return null;
    const [, name, file = null] = body.toString('latin1', start, headerEnd).match(PART_HEADER) ?? [];
    if (name === undefined) return null;
    const bytes = body.subarray(headerEnd + 4, delimiterAt);
    if (file === null && !isUtf8(bytes)) return null;
    fields.push({ name, file, bytes: file === null ? withoutByteOrderMark(bytes) : bytes });
  }
}

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** Removes byte order marks from the beginning of a text. One of the framework's parsers keeps them, the other one does not. */
function withoutByteOrderMark(bytes: Buffer): Buffer {
  let offset = 0;
  while (bytes.subarray(offset, offset + BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK))
    offset += BYTE_ORDER_MARK.length;
  return bytes.subarray(offset);
}

/** The texts of a form by field name. A file counts as an empty text. */
function textsOf(fields: Field[]): Map<string, string[]> {
  const texts = new Map<string, string[]>();
  for (const { name, file, bytes } of fields) {
    const text = file === null ? bytes.toString('utf8') : '';
    const sameName = texts.get(name);
    if (sameName) sameName.push(text);
    else texts.set(name, [text]);
  }
  return texts;
}

/** Nothing depends on the name and the content type of a file, so every file gets the same ones. */
const FILE_TYPE = 'application/octet-stream';

/** Encodes fields as `multipart/form-data`. */
function encodeForm(fields: Field[]): Form {
  // 32 hexadecimal digits: valid for every parser, and random, so that no field contains it except with a probability of 2^-128.
  const boundary = randomBytes(16).toString('hex');
  const parts = fields.flatMap(({ name, file, bytes }) => {
    const fileHeaders = file === null ? '' : `; filename="${file && 'file'}"\r\nContent-Type: ${FILE_TYPE}`;
    const header = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${fileHeaders}\r\n\r\n`;
    return [Buffer.from(header), bytes, Buffer.from('\r\n')];
  });
  return {
    fields,
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

/** The id of a server action. It may change with each build; its format does not. */
const ACTION_ID = /^[0-9a-f]{42}$/;
/** The action of the form, and one of a button with its own action. */
const MAX_ACTIONS = 2;

/** Whether this is a form sent without JavaScript: it names an action, by its id alone or with arguments bound by the page. */
function isFormWithoutScript(fields: Map<string, string[]>): boolean {
  const suffixesOf = (prefix: string) =>
    [...fields.keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  const ids = suffixesOf('$ACTION_ID_');
  const numbers = suffixesOf('$ACTION_REF_');
  if (ids.length + numbers.length === 0 || numbers.length > MAX_ACTIONS) return false;
  return ids.every((id) => ACTION_ID.test(id)) && numbers.every((number) => isAction(fields, number));
}

/** Whether the fields of one `$ACTION_REF_` describe an action: its id, and the arguments that the page bound to it, if any. */
function isAction(fields: Map<string, string[]>, number: string): boolean {
  const [action, ...others] = valuesOf(fields, `$ACTION_${number}:0`) ?? [];
  if (!action || others.length > 0 || !ACTION_ID.test(action.id)) return false;
  // The framework writes the id first and expects it there.
  if (!fields.get(`$ACTION_${number}:0`)?.[0]?.startsWith(`{"id":"${action.id}"`)) return false;
  if (action.bound === null) return true;
  const fieldNumber = String(action.bound).match(/^\$@(\d+)$/)?.[1];
  return fieldNumber !== undefined && areArguments(valuesOf(fields, `$ACTION_${number}:${fieldNumber}`));
}

/** Whether this is a form sent by the framework's script. The field `0` contains the arguments of the action. */
const isFormFromScript = (fields: Map<string, string[]>): boolean => areArguments(valuesOf(fields, '0'));

/** The values of all fields with one name, parsed as JSON; `null` if there is no such field or one is not JSON. */
// biome-ignore lint/suspicious/noExplicitAny: the callers check the values
function valuesOf(fields: Map<string, string[]>, name: string): any[] | null {
  try {
    return fields.get(name)?.map((text) => Object(JSON.parse(text))) ?? null;
  } catch {
    return null;
  }
}

const MAX_ARGUMENTS = 4;
const MAX_DEPTH = 12;

const areArguments = (values: unknown[] | null): boolean =>
  values?.every((value) => Array.isArray(value) && value.length <= MAX_ARGUMENTS && isPlain(value)) ?? false;

/**
 * Whether an argument contains only plain values. In the framework's serialization a string that begins with `$` has a special meaning.
 * Forms need only three of these: `$K` with a form number, `$undefined`, and `$$`, which escapes a text that begins with `$`.
 */
function isPlain(value: unknown, depth = 0): boolean {
  if (typeof value === 'string')
    return !value.startsWith('$') || /^\$(\$|undefined$|K[0-9a-f]{1,4}$)/.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return depth < MAX_DEPTH && Object.values(value).every((item) => isPlain(item, depth + 1));
}

/** The path of a URL, without query and fragment. */
export const pathOf = (url: string): string => url.replace(/[?#].*$/s, '');

/** The boundary of a form: up to 70 characters, quoted if necessary (RFC 2046, section 5.1.1); `null` if it is not a form. */
const boundaryOf = (contentType: string): string | null =>
  contentType
    .match(/^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i)
    ?.slice(1)
    .find(Boolean) ?? null;

/** Whether the framework can read the header in which its script describes the current page. Its own parser throws if not. */
function isRouterState({ 'next-router-state-tree': state }: IncomingHttpHeaders): boolean {
  try {
    parseAndValidateFlightRouterState(state);
    return true;
  } catch {
    return false;
  }
}

/** Whether a form comes from another site, by the `Origin` header. The proxy passes on the host that the browser asked for. */
function isForeign({ origin, host, 'x-forwarded-host': forwarded }: IncomingHttpHeaders): boolean {
  if (origin === undefined) return false;
  // The same comparison as in the framework, which would answer with 500.
  const requestedHost =
    String(forwarded ?? '')
      .split(',')[0]
      ?.trim() || host;
  return !URL.canParse(origin) || new URL(origin).host !== requestedHost;
}

const explanations: Record<RequestRefusal, { ar: string; en: string }> = {
  400: {
    ar: 'لم يُفهم هذا الطلب، ولم يتغير شيء. إذا كنتم قد أرسلتم استمارة، يرجى الرجوع إلى صفحتها وإرسالها مرة أخرى.',
    en: 'This request was not understood, and nothing was changed. If you have just sent a form, go back to its page and send it again.',
  },
  403: {
    ar: 'جاءت هذه الاستمارة من موقع آخر، فلم تُقبل ولم يتغير شيء. يرجى إرسالها من صفحتها على هذا الموقع.',
    en: 'This form came from another site. It was not accepted, and nothing was changed. Send it from its page on this site.',
  },
  405: {
    ar: 'لا تُطلب هذه الصفحة بهذه الطريقة، ولم يتغير شيء. يرجى فتح رابطها في المتصفح.',
    en: 'This page cannot be asked for in this way, and nothing was changed. Open it by its address in a browser.',
  },
  413: {
    ar: 'ما أرسلتموه أكبر من ثلاثة ميغابايت، فلم يُقبل ولم يتغير شيء. يرجى الرجوع إلى الصفحة وإرسال ملف أصغر.',
    en: 'What you sent is larger than three megabytes. It was not accepted, and nothing was changed. Go back to the page and send a smaller file.',
  },
};

/** The error page for a refused request. It is in both languages, because the reader's language may be unreadable in such a request. */
export function refusalPage(refusal: RequestRefusal): string {
  const { ar, en } = explanations[refusal];
  return `<!doctype html><html lang="ar" dir="rtl"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${refusal}</title><body><h1>تعذّر قبول الطلب</h1><p>${ar}</p><div lang="en" dir="ltr"><h1>The request could not be accepted</h1><p>${en}</p></div></body></html>`;
}
