import { fold } from './fold';

/** Letters beyond these do not change the order of a list of people. */
const LONGEST = 40;

/** Arabic before Latin, as in an Arabic index; within each the order of the alphabet is that of Unicode. */
function classOf(character: string): string {
  if (character === ' ') return '0';
  if (/\p{N}/u.test(character)) return '1';
  if (/\p{Script=Arabic}/u.test(character)) return '2';
  return /\p{Script=Latin}/u.test(character) ? '3' : '4';
}

/**
 * What a column is sorted by: stored, and made of hexadecimal digits alone, so that every database puts texts in the same
 * order whatever it believes about alphabets. Case, marks, hamza forms and punctuation do not count; what is empty comes last.
 */
export function sortKey(text: string | null): string {
  const letters = [...fold(text ?? '')].filter((character) => /[\p{L}\p{N} ]/u.test(character));
  if (letters.length === 0) return 'f';
  return letters
    .slice(0, LONGEST)
    .map((letter) => classOf(letter) + (letter.codePointAt(0) ?? 0).toString(16).padStart(5, '0'))
    .join('');
}

/** The same without the Arabic article, which does not count in a list of countries. */
export const countrySortKey = (name: string | null): string => sortKey(name?.replace(/^ال/, '') ?? null);
