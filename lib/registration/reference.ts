import { randomInt } from 'node:crypto';
import type { Meeting } from '@/lib/meeting/current-meeting';
import { withPlainDigits } from '@/lib/text/digits';

/**
 * Letters and digits that cannot be confused on the telephone: no 0, O, 1, I or L. There are no vowels either, so that no reference
 * spells a word.
 */
const REFERENCE_ALPHABET = '23456789BCDFGHJKMNPQRSTVWXZ';
const REFERENCE_LENGTH = 6;

/**
 * A random reference, as people quote it on the telephone. There are some 387 million. If one exists already, the unique index of the
 * database refuses it, and the transaction runs once more.
 */
export function newReference({ referencePrefix }: Meeting): string {
  const characters = Array.from(
    { length: REFERENCE_LENGTH },
    () => REFERENCE_ALPHABET[randomInt(REFERENCE_ALPHABET.length)],
  );
  return `${referencePrefix}-${characters.join('')}`;
}

/** A typed or pasted reference in the spelling in which it is recorded. */
export const readReference = (text: string): string => withPlainDigits(text).toUpperCase();
