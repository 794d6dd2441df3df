/** Characters that look like a space, although Unicode does not classify them as spaces. */
export const BLANKS = /[\u2800\u303F\uFFFC\u{13441}\u{13442}\u{1D159}]/gu;

/** Letters that Persian, Urdu and other keyboards write instead of an Arabic letter, each with that Arabic letter. */
const ARABIC_LETTERS: Record<string, string> = {
  ٱ: 'ا',
  ی: 'ي',
  ک: 'ك',
  ڪ: 'ك',
  ہ: 'ه',
  ھ: 'ه',
  ە: 'ه',
  ۃ: 'ة',
};
const ARABIC_LETTER = new RegExp(`[${Object.keys(ARABIC_LETTERS).join('')}]`, 'gu');

/**
 * Reduces a text to what all spellings of a name share. Case, diacritics, tatweel, hamza forms and invisible characters do not count;
 * runs of spaces become one space; digits, hyphens and apostrophes each become one kind.
 * `أحمد`, `احمد`, `أَحْمَد` and `أحـمد` fold to one text, and so do `José` and `jose`.
 */
export function fold(text: string): string {
  return text
    .normalize('NFKD') // splits أ إ آ ؤ ئ and é into letter and marks; turns Arabic presentation forms into plain letters
    .replace(/[\p{M}\p{Default_Ignorable_Code_Point}\u0640]/gu, '')
    .replace(BLANKS, ' ')
    .replace(ARABIC_LETTER, (letter) => ARABIC_LETTERS[letter] ?? letter)
    .replace(/(?![0-9])\p{Nd}/gu, digitOf)
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(/[‘’‛ʼʹ′`]/gu, "'")
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim();
}

const isDigit = (codePoint: number): boolean => /\p{Nd}/u.test(String.fromCodePoint(codePoint));

/**
 * Converts a decimal digit of any script to `0` to `9`. The ten digits of a script have consecutive code points, starting at zero
 * (The Unicode Standard, 4.6); digits of several scripts may follow each other without a gap.
 */
function digitOf(digit: string): string {
  const codePoint = digit.codePointAt(0) ?? 0;
  let firstDigit = codePoint;
  while (isDigit(firstDigit - 1)) firstDigit -= 1;
  return String((codePoint - firstDigit) % 10);
}

/**
 * For each Latin letter the Cyrillic, Greek and phonetic letters that look like it, small or capital, from the confusables of Unicode
 * (https://www.unicode.org/Public/security/latest/confusables.txt). Both cases of a Cyrillic letter map to the same Latin letter,
 * so that case does not count.
 */
const LOOK_ALIKES: Record<string, string> = {
  a: 'аАαΑɑᴀ',
  b: 'вВьЬβΒʙ',
  c: 'сСᴄ',
  d: 'ԁԀᴅ',
  e: 'еЕεΕᴇ',
  g: 'ɡɢ',
  h: 'нНһҺΗʜ',
  i: 'іІιΙıɩɪ',
  j: 'јЈϳͿᴊ',
  k: 'кКκΚᴋ',
  l: 'ӏӀʟ',
  m: 'мМΜᴍ',
  n: 'Νɴ',
  o: 'оОοΟᴏ',
  p: 'рРρΡᴘ',
  q: 'ԛԚ',
  r: 'гГʀ',
  s: 'ѕЅꜱ',
  t: 'тТτΤᴛ',
  u: 'υʋᴜ',
  v: 'νѵѴᴠ',
  w: 'ԝԜᴡ',
  x: 'хХχΧ',
  y: 'уУүҮγΥʏ',
  z: 'Ζᴢ',
};
const LATIN_LETTERS = new Map(
  Object.entries(LOOK_ALIKES).flatMap(([latin, letters]) =>
    [...letters].map((letter): [string, string] => [letter, latin]),
  ),
);

/**
 * The key under which two names that look the same are the same: folded, with look-alike letters of other scripts replaced by
 * Latin ones. A second registration cannot pass for another person by a Cyrillic `а`.
 */
export const nameKey = (name: string): string =>
  fold([...name.normalize('NFKD')].map((letter) => LATIN_LETTERS.get(letter) ?? letter).join(''));
