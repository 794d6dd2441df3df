import { nameKey } from '@/lib/fold';

/**
 * Top-level domains under which anybody may have a name and mail programs make a link of it: those used most, and the country
 * codes of the Arab States. Nobody gets one under .gov, .edu or .int at will, so "Smart.Gov" may stand.
 */
const OPEN_TO_ALL = new Set(
  [
    'com net org info biz xyz top site online shop store club live link click app dev page icu vip website space tech cloud email',
    'io ai co me tv cc gg ru cn ir tr uk us eu de fr',
    'ae bh dj dz eg iq jo km kw lb ly ma mr om ps qa sa sd so sy tn ye',
  ].flatMap((names) => names.split(' ')),
);

/** What people write with a full stop and no space behind it: "Dr.Ma", "Ltd.Co", "ASP.NET". */
const ABBREVIATIONS = new Set(
  [
    'dr mr mrs ms eng prof sr jr st capt col gen lt maj amb hon rev arch dept min dir asst assoc no vs',
    'ltd inc corp bros asp ado vb',
  ].flatMap((words) => words.split(' ')),
);

/** A scheme, "www.", an email address, or four numbers as an address of the network has them. */
const PLAIN = [
  /:\/\//,
  /(?<![\p{L}\p{N}])(?:https?|ftp|mailto|tel|sms):\S/u,
  /(?<![\p{L}\p{N}])www\d{0,3}\.[\p{L}\p{N}]/u,
  /[^\s@]@[\p{L}\p{N}-]+\.[\p{L}\p{N}]/u,
  /(?<![\p{N}.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\p{N})/u,
];

/**
 * Whether a reader, or the mail program of a reader, takes a part of the text for the address of a page or a mailbox, also where
 * it is written with letters of another script, full-width dots or signs that nobody sees.
 */
export function hasWebAddress(text: string): boolean {
  // The full stops that separate the names of a domain: RFC 3490, section 3.1.
  const seen = nameKey(text).replaceAll('\u3002', '.');
  return PLAIN.some((pattern) => pattern.test(seen)) || hasDomain(seen);
}

function hasDomain(seen: string): boolean {
  for (const { 0: word, index } of seen.matchAll(/[\p{L}\p{N}][\p{L}\p{N}._-]*/gu)) {
    const names = word.replace(/[._-]+$/, '').split('.');
    if (names.some((name) => name.startsWith('xn--'))) return true;
    const last = names.pop() ?? '';
    // A letter of another script may follow without a space.
    const [top = ''] = last.match(/^[a-z]+(?![\w-])/) ?? [];
    if (!OPEN_TO_ALL.has(top)) continue;
    const own = names.filter((name) => !ABBREVIATIONS.has(name));
    // "B.Com" is a degree, and "M.Sa" may be initials; a short link ("t.me/x") goes on behind the code of a country.
    const isCountry = top.length === 2;
    const isShortLink = isCountry && own.length > 0 && /^\/\S/.test(seen.slice(index + word.length));
    if (isShortLink || own.some((name) => name.length > (isCountry ? 2 : 1))) return true;
  }
  return false;
}
