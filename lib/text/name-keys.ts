import { skeleton } from './fold';
import { withoutHonorifics } from './honorifics';

/*
 * Three keys of a name, from the strictest to the loosest; tests/unit/text/identity.tsv has their cases.
 * Identity: what is one person at one address. Search: what somebody means who types in a hurry. Look-alikes: what a person should
 * look at, because it may be one person.
 */

const NO_LETTER_OR_DIGIT = /[^\p{L}\p{N}]+/gu;

/**
 * Identity: two names with one key are the same person at one mailbox. Only the letters and digits of the skeleton count, without
 * honorifics, spaces and punctuation: عبد الله and عبدالله, Al-Samir and Al Samir are one name.
 */
export const nameKey = (name: string): string =>
  skeleton(withoutHonorifics(name)).replace(NO_LETTER_OR_DIGIT, '') || skeleton(name);

/** Letters that Arabic writes for sounds of other languages, each with the letter that is often written for it. */
const FOREIGN_LETTERS: Record<string, string> = { پ: 'ب', چ: 'ج', ڤ: 'ف', گ: 'ك' };

/** Search: the form in which texts are stored for the search, and in which the search text is looked for. Punctuation stays. */
export const searchForm = (text: string): string =>
  skeleton(text)
    .replace(/ء/gu, '')
    .replace(/[پچڤگ]/gu, (letter) => FOREIGN_LETTERS[letter] ?? letter);

/** The words of a text for the search. An apostrophe belongs to its word, a hyphen separates two. */
export const searchWords = (text: string): string[] =>
  searchForm(text).replace(/'/g, '').split(NO_LETTER_OR_DIGIT).filter(Boolean);

/** Words that are often written in one with the next one, such as the article, and so join three words: Abd al-Rahman. */
const JOINING = /^(?:al|el|ul|ال)$/u;

/**
 * The places at which a word may be written in one with its neighbours, as عبد الله in عبدالله.
 * @returns the first and the last position of each run of two or three words around the position
 */
export function joinedRanges(words: string[], position: number): [from: number, to: number][] {
  const twos = [position - 1, position].map((from): [number, number] => [from, from + 1]);
  const threes = [position - 2, position - 1, position]
    .filter((from) => JOINING.test(words[from + 1] ?? ''))
    .map((from): [number, number] => [from, from + 2]);
  return [...twos, ...threes].filter(([from, to]) => from >= 0 && to < words.length);
}

/** The words of a range in one word. */
export const joinWords = (words: string[], [from, to]: [from: number, to: number]): string =>
  words.slice(from, to + 1).join('');

/** What a word is found by as well: العيسى by عيسى, Alsamir by Samir, عبدالرحمن by الرحمن and رحمن. */
function withoutPrefixes(word: string): string[] {
  const [, rest] =
    /^(?:ال(?=.{3})|عبد(?=ال.{3})|(?:al|el)(?=.{4})|abd(?=[aeu]l.{3})|ul(?=.{4}))(.+)$/u.exec(word) ?? [];
  return rest === undefined ? [] : [rest, ...withoutPrefixes(rest)];
}

/**
 * The names of a person as they are stored for the search: each word between spaces, then each two neighbours in one word, so that a
 * whole word can be told from a longer one. `عمر` is no word of `عمرو سالم`.
 */
export function nameSearchKey(names: (string | null)[]): string {
  const found = names.flatMap((name) => {
    const words = searchWords(name ?? '');
    const joined = words.flatMap((_, position) =>
      joinedRanges(words, position).map((range) => joinWords(words, range)),
    );
    return [...words, ...joined];
  });
  const all = new Set(found.flatMap((word) => [word, ...withoutPrefixes(word)]));
  return all.size === 0 ? '' : ` ${[...all].join(' ')} `;
}

/**
 * Look-alikes: the key of names that are often spellings of one name, such as Salim and Salem, Mohammed and Muhammad, الرحمن and
 * الرحمان. Of Latin vowels only two kinds are told apart, doubled letters are one. Two names with one identity have one key here too.
 * @returns empty for a name without letters, which resembles nobody's
 */
export const lookAlikeKey = (name: string): string =>
  searchWords(withoutHonorifics(name))
    .map((word) =>
      word
        .replace(/رحمان$/u, 'رحمن')
        .replace(/y(?![aeiou])/gu, 'i')
        .replace(/(?<=[aeiou])h$/u, ''),
    )
    .join('')
    .replace(/ph/gu, 'f')
    .replace(/q/gu, 'k')
    .replace(/(?<=[aeiou])h(?![aeiou])/gu, '')
    .replace(/[aeiou]+/gu, (vowels) => (/^[ou]+$/u.test(vowels) ? 'u' : 'a'))
    .replace(/(\p{L})\1+/gu, '$1');
