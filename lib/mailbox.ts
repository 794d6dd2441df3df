import { domainToASCII } from 'node:url';

/** Gmail's two domains are one, and it passes over dots: https://support.google.com/mail/answer/7436150 */
const GMAIL = /^(?:gmail|googlemail)\.com$/;

/**
 * The mailbox to which an email address leads, as far as its spelling tells: by it one person is recognized, and pauses and
 * limits are counted. Case does not count, a domain is written in ASCII (IDNA, RFC 5890), and what stands behind a plus leads to
 * the same mailbox (RFC 5233). Elsewhere that may be another one, so nothing is ever sent to a key.
 * @param address one that `readAddress` accepts
 */
export function mailboxKey(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  const host = domainToASCII(domain) || domain.toLowerCase();
  const user = address
    .slice(0, at)
    .toLowerCase()
    .replace(/(?<=.)\+.*$/, '');
  return GMAIL.test(host) ? `${user.replaceAll('.', '')}@gmail.com` : `${user}@${host}`;
}

/** Whether both are one address to every mail server that there is: but for case they are the same. */
export const isSameAddress = (one: string | null, other: string | null): boolean =>
  one?.toLowerCase() === other?.toLowerCase();
