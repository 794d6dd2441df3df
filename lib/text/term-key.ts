import { fold } from './fold';

/** A longer text is no term, and is not folded, which would only take time. */
const MAX_LENGTH = 100;

/**
 * Reduces a term, such as the name of a country or the heading of a column, to what its usual spellings share. Beyond `fold`, articles,
 * spaces and punctuation do not count: `البريد الالكترونى` and `بريد إلكتروني` are one term, and so are `The U.A.E.` and `UAE`. It is
 * too coarse for the names of people.
 * @returns an empty text for a text that is too long to be a term
 */
export function termKey(text: string): string {
  if (text.length > MAX_LENGTH) return '';
  return fold(text)
    .replaceAll('&', ' and ')
    .replace(/(?<![\p{L}\p{N}])(?:the(?![\p{L}\p{N}])|(?:ال)+(?=\p{L}{2}))/gu, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
}
