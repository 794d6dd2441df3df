import { BLANKS } from './invisible';

const isDigit = (codePoint: number): boolean => /\p{Nd}/u.test(String.fromCodePoint(codePoint));

/**
 * Converts a decimal digit of any script to `0` to `9`. The ten digits of a script have consecutive code points, starting at zero
 * (The Unicode Standard, 4.6); digits of several scripts may follow each other without a gap.
 */
export function digitOf(digit: string): string {
  const codePoint = digit.codePointAt(0) ?? 0;
  let firstDigit = codePoint;
  while (isDigit(firstDigit - 1)) firstDigit -= 1;
  return String((codePoint - firstDigit) % 10);
}

/** A text without invisible characters, and with the digits of every script as `0` to `9`. */
const withAsciiDigits = (text: string): string =>
  text
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(BLANKS, ' ')
    .replace(/(?![0-9])\p{Nd}/gu, digitOf)
    .trim();

/** What people type between the digits of a code, or copy along with it: spaces, dashes, full stops. */
const SEPARATOR = /[\s\p{Pd}\u2212.\u06D4\u00B7\uFF0E\u3002]/gu;

/**
 * The digits of a code as typed or pasted, in any script: `١٢٣ ٤٥٦`, `123-456.`, `⁨123456⁩`.
 * @returns `null` if there is anything but digits and what people put between them
 */
export function readDigits(text: string): string | null {
  const digits = withAsciiDigits(text).replace(SEPARATOR, '');
  return /^[0-9]+$/.test(digits) ? digits : null;
}

/** A dash before the number that belongs to a list (`– 3`), and a full stop or dash after it (`3.`). Before a digit a hyphen is a minus. */
const AROUND_NUMBER =
  /^(?:[\u2012-\u2015\s]|[-\u2010\u2011\u2212](?=\s))+|(?<=[0-9])[\s\p{Pd}\u2212.\u06D4\uFF0E\u3002]+$/gu;

/**
 * A whole number as typed or pasted, in any script: `٣`, `3.`, `⁦12⁩`. Within it nothing is skipped: `1.5` is no whole number, and
 * not 15.
 * @returns `null` for anything else, also for a negative number
 */
export function readWholeNumber(text: string): number | null {
  const digits = withAsciiDigits(text).replace(AROUND_NUMBER, '');
  return /^[0-9]{1,15}$/.test(digits) ? Number(digits) : null;
}

/**
 * A typed or pasted day or reference in the signs of ASCII: the digits of any script, any dash as a hyphen, nothing invisible.
 * `٢٠٢٤–٠١–٣١` becomes `2024-01-31`.
 */
export const withPlainDigits = (text: string): string =>
  withAsciiDigits(text).replace(/[\p{Pd}\u2212]/gu, '-');
