import { digitOf } from './digits';
import { BLANKS } from './invisible';

/** Signs that are typed for an apostrophe, and the letters of transliteration that look like one. */
const APOSTROPHES = /[‘’‛ʻʼʽʾʿʹˈ′‵`´]/gu;
const INVISIBLE_OR_TATWEEL = /[\p{Default_Ignorable_Code_Point}\u0640]/gu;
/** A hamza before waw has three spellings: شؤون، شئون، شءون. */
const HAMZA_BEFORE_WAW = /[ئء](?=\p{M}*و)/gu;

/**
 * Letters that count as another one. Keyboards of Persian and Urdu write some of the Arabic letters as letters of their own. The last
 * letters of علي and على, of فاطمة and فاطمه are spellings of one name. Some Latin letters have no accent that could be removed.
 */
const SAME_LETTERS: Record<string, string> = {
  ٱ: 'ا',
  ی: 'ي',
  ى: 'ي',
  ے: 'ي',
  ې: 'ي',
  ۍ: 'ي',
  ک: 'ك',
  ڪ: 'ك',
  ہ: 'ه',
  ھ: 'ه',
  ە: 'ه',
  ة: 'ه',
  ۃ: 'ه',
  ٴ: '',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
};
const SAME_LETTER = new RegExp(`[${Object.keys(SAME_LETTERS).join('')}]`, 'gu');

/**
 * The text with one kind of apostrophe, in Unicode's form NFKC, which turns Arabic presentation forms and full-width letters into plain
 * letters. It would make a space and a mark of an acute accent that stands alone, so apostrophes are replaced before it, and those that
 * it makes of other characters after it.
 */
const plainCharacters = (text: string): string =>
  text.normalize('NFC').replace(APOSTROPHES, "'").normalize('NFKC').replace(APOSTROPHES, "'");

/**
 * Reduces a text to what all spellings of its words share. Case, diacritics, tatweel, hamza forms, final ya and ta marbuta, keyboards
 * and invisible characters do not count; runs of spaces become one space; digits, hyphens and apostrophes each become one kind.
 * `أحمد`, `احمد`, `أَحْمَد` and `أحـمد` fold to one text, and so do `José` and `jose`. Punctuation and the division into words stay:
 * lib/text/name-keys.ts compares and searches names.
 */
export function fold(text: string): string {
  return plainCharacters(text)
    .replace(INVISIBLE_OR_TATWEEL, '')
    .normalize('NFC')
    .replace(HAMZA_BEFORE_WAW, 'ؤ')
    .normalize('NFKD') // splits أ إ آ ؤ ئ and é into letter and marks
    .replace(/\p{M}/gu, '')
    .replace(BLANKS, ' ')
    .replace(/(?![0-9])\p{Nd}/gu, digitOf)
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .toLowerCase()
    .replace(SAME_LETTER, (letter) => SAME_LETTERS[letter] ?? letter)
    .replace(/\s+/gu, ' ')
    .trim();
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
 * The folded text with look-alike letters of other scripts replaced by Latin ones (a skeleton, as UTS #39 calls it). Two texts that
 * look the same have the same skeleton: nobody passes for another person by a Cyrillic `а`.
 */
export const skeleton = (text: string): string =>
  fold(
    [...plainCharacters(text).normalize('NFKD')]
      .map((letter) => LATIN_LETTERS.get(letter) ?? letter)
      .join(''),
  );
