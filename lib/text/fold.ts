/** Signs that take room and show nothing, though Unicode does not count them among the spaces. */
export const BLANKS = /[\u2800\u303F\uFFFC\u{13441}\u{13442}\u{1D159}]/gu;

/** Forms of an Arabic letter that keyboards of other languages write, each with the letter that is meant. */
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
 * A text reduced to what people mean when they compare names: without case, diacritics, tatweel, hamza forms and signs that nobody
 * sees, with single spaces, one kind of digit, hyphen and apostrophe. `أحمد`, `احمد`, `أَحْمَد` and `أحـمد` have one key; so have
 * `José` and `jose`.
 */
export function fold(text: string): string {
  return text
    .normalize('NFKD') // parts أ إ آ ؤ ئ and é into a letter and its marks; presentation forms become the letters they show
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

/** A decimal digit of any script as 0 to 9: the ten of a script stand side by side, from zero (The Unicode Standard, 4.6). */
function digitOf(digit: string): string {
  const codePoint = digit.codePointAt(0) ?? 0;
  let first = codePoint;
  while (isDigit(first - 1)) first -= 1;
  return String((codePoint - first) % 10);
}

/**
 * Letters that look like a Latin one, small or capital, by that letter: the Cyrillic, Greek and phonetic ones among the
 * confusables of Unicode (https://www.unicode.org/Public/security/latest/confusables.txt). A Cyrillic letter has one Latin letter
 * for both its cases, so that case does not count.
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
const LATIN = new Map(
  Object.entries(LOOK_ALIKES).flatMap(([latin, letters]) =>
    [...letters].map((letter): [string, string] => [letter, latin]),
  ),
);

/** A name reduced to what a reader sees: folded, and with letters of other scripts that look like Latin ones as these. */
export const nameKey = (name: string): string =>
  fold([...name.normalize('NFKD')].map((letter) => LATIN.get(letter) ?? letter).join(''));
