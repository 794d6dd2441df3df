import { fold } from './fold';

/** How many characters go into the key. Names that differ only after them are rare, and the keys stay short. */
const MAX_CHARACTERS = 40;

/**
 * Orders scripts: space, digits, Arabic, Latin, others; an Arabic index puts Arabic before Latin. Within a script the order of
 * code points is alphabetical.
 */
function classOf(character: string): string {
  if (character === ' ') return '0';
  if (/\p{N}/u.test(character)) return '1';
  if (/\p{Script=Arabic}/u.test(character)) return '2';
  return /\p{Script=Latin}/u.test(character) ? '3' : '4';
}

/**
 * The stored key that a column is sorted by. It consists of hexadecimal digits only, so that every database sorts it alike,
 * whatever its collation. Case, marks, hamza forms and punctuation do not count; empty texts come last.
 */
export function sortKey(text: string | null): string {
  const characters = [...fold(text ?? '')].filter((character) => /[\p{L}\p{N} ]/u.test(character));
  if (characters.length === 0) return 'f';
  return characters
    .slice(0, MAX_CHARACTERS)
    .map((character) => classOf(character) + (character.codePointAt(0) ?? 0).toString(16).padStart(5, '0'))
    .join('');
}

/** The sort key of a country, without the Arabic article `ال`, which does not count in an alphabetical list. */
export const countrySortKey = (name: string | null): string => sortKey(name?.replace(/^ال/, '') ?? null);
