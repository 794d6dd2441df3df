/** Characters that look like a space, although Unicode does not classify them as spaces. */
export const BLANKS = /[\u2800\u303F\uFFFC\u{13441}\u{13442}\u{1D159}]/gu;

/**
 * Invisible characters, which are removed. They come along when a text is copied, or are typed to make one name look like two. They
 * are Default_Ignorable_Code_Point (UAX #44), except joiners and variation selectors, which shape letters, and direction marks.
 */
const INVISIBLE =
  /(?!\p{Join_Control}|\p{Variation_Selector}|[\u202A-\u202E\u2066-\u2069])\p{Default_Ignorable_Code_Point}/gu;

/** Embeddings, overrides and isolates, which can make a text look like another one. */
export const DIRECTION_MARK = /[\u202A-\u202E\u2066-\u2069]/;
const DIRECTION_MARKS = new RegExp(DIRECTION_MARK, 'g');
/** An embedding or isolate around whole words, as address books and chat programs copy each part of a name. */
const AROUND_WORDS =
  /(?<!\S)[\u202A\u202B\u2066-\u2068]+([^\u202A-\u202E\u2066-\u2069]*)[\u202C\u2069]+(?!\S)/gu;
/** Direction marks before the first or after the last visible character, also one whose counterpart was not copied. */
const AT_ENDS =
  /^[\s\u202A-\u202E\u2066-\u2069]+|(?<![\s\u202A-\u202E\u2066-\u2069])[\s\u202A-\u202E\u2066-\u2069]+$/gu;
/** A non-joiner next to the first or last letter separates nothing. Between two letters it belongs to the name and stays. */
const NON_JOINER_AT_ENDS = /^\u200C+(?=\p{L})|(?<=[\p{L}\p{M}])\u200C+$/gu;

/**
 * A pasted or typed text without what nobody can see in it, and without spaces around it. Direction marks are removed where they can
 * only be a wrapper, around the text or around whole words. Within the text they stay, for `DIRECTION_MARK` to find.
 * @returns the text in Unicode NFC; line breaks and runs of spaces inside it stay
 */
export const withoutInvisible = (text: string): string =>
  text
    .replace(INVISIBLE, '')
    .replace(BLANKS, ' ')
    .replace(AROUND_WORDS, '$1')
    .replace(AT_ENDS, '')
    .replace(NON_JOINER_AT_ENDS, '')
    .normalize('NFC')
    .trim();

/** A joiner that does not stand between two letters of a script that joins its letters. */
const STRAY_JOINER = /(?<![^\p{ASCII}\s])\p{Join_Control}|\p{Join_Control}(?![^\p{ASCII}\s])/gu;

/** The same for a text that holds no running words, such as an email address or a reference: no direction mark has a meaning in it. */
export const withoutAnyInvisible = (text: string): string =>
  withoutInvisible(withoutInvisible(text).replace(DIRECTION_MARKS, '').replace(STRAY_JOINER, ''));
