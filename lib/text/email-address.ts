import { domainToASCII, domainToUnicode } from 'node:url';
import { z } from 'zod';
import { withoutAnyInvisible } from './invisible';

/** What can be wrong with an email address. */
export type AddressProblem =
  | 'tooLong'
  | 'arabicComma'
  | 'fullWidth'
  | 'innerSpaces'
  | 'otherScript'
  | 'noAt'
  | 'severalAddresses'
  | 'twoAts'
  | 'noDomain'
  | 'mixedScripts'
  | 'address';

/** The lengths in octets of an address and of its part before the @: RFC 5321, sections 4.5.3.1.1 and 4.5.3.1.3. */
export const ADDRESS_LENGTH = 254;
const LOCAL_PART_LENGTH = 64;

/** Labels of letters, digits and hyphens, with the full stops of RFC 3490, section 3.1. Others would be converted, too. */
const LABELS = /^(?:(?![\uFF01-\uFF5E])[\p{L}\p{M}\p{N}\p{Join_Control}.\u3002\uFF61-])+$/u;

/** A typed or pasted address without invisible characters and spaces around it. */
export const cleanAddress = withoutAnyInvisible;

/**
 * The address as it is stored and sent, with the domain in ASCII (IDNA, RFC 5890): `info@مثال.امارات` becomes
 * `info@xn--mgbh0fb.xn--mgbaam7a8h`. An address whose domain cannot be converted, or needs no conversion, stays as it is.
 */
export function asciiAddress(cleaned: string): string {
  const at = cleaned.lastIndexOf('@');
  const domain = cleaned.slice(at + 1);
  if (at === -1 || /^\p{ASCII}*$/u.test(domain) || !LABELS.test(domain) || hasMixedLabel(domain))
    return cleaned;
  return cleaned.slice(0, at + 1) + (domainToASCII(domain) || domain);
}

/** The address as people read it: a domain in another script in its own letters. */
export function displayAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  return /(^|\.)xn--/i.test(domain)
    ? address.slice(0, at + 1) + (domainToUnicode(domain) || domain)
    : address;
}

/** Whether a label has Latin letters beside those of another script. No registry allows that, and one letter may look like another. */
const hasMixedLabel = (domain: string): boolean =>
  domain
    .split(/[.\u3002\uFF0E\uFF61]/)
    .some((label) => /\p{Script=Latin}/u.test(label) && /(?!\p{Script=Latin})\p{L}/u.test(label));

/**
 * Looks for usual mistakes first, because each has its own message, and only then for any other. An address is valid as browsers
 * define it (HTML, section 4.10.5.1.5), which allows all that RFC 5322 calls a dot-atom: `r&d@…`, `x=y@…`, `a/b@…`.
 * @param address cleaned, with its domain in ASCII
 */
export function problemOfAddress(address: string): AddressProblem | null {
  if (address.length > ADDRESS_LENGTH) return 'tooLong';
  if (address.includes('،')) return 'arabicComma';
  if (/[\uFF01-\uFF5E\u3000]/.test(address)) return 'fullWidth';
  if (/\s/u.test(address)) return 'innerSpaces';
  const [local = '', domain, ...more] = address.split('@');
  if (/\P{ASCII}/u.test(local)) return 'otherScript';
  if (domain === undefined) return 'noAt';
  if (more.length > 0) return /[,;\u061B]/.test(address) ? 'severalAddresses' : 'twoAts';
  if (!/^[^.].*\.[^.]+$/u.test(domain)) return 'noDomain';
  if (hasMixedLabel(domain)) return 'mixedScripts';
  const isDotAtom = !/^\.|\.\.|\.$/.test(local) && local.length <= LOCAL_PART_LENGTH;
  const hasTopLevel = /\.(?:[a-z]{2,63}|xn--[a-z0-9-]+)$/i.test(domain) && domainToASCII(domain) !== '';
  return isDotAtom && hasTopLevel && z.regexes.html5Email.test(address) ? null : 'address';
}

/** Reads a typed or pasted address. @returns the address as it is stored and sent, or its first problem */
export function readEmailAddress(
  typed: string,
): { ok: true; address: string } | { ok: false; problem: AddressProblem } {
  const address = asciiAddress(cleanAddress(typed));
  const problem = problemOfAddress(address);
  return problem ? { ok: false, problem } : { ok: true, address };
}
