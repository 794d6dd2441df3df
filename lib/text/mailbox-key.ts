import { domainToASCII } from 'node:url';

/**
 * Spellings of one mailbox that its provider documents: domains that all deliver to the same mailbox, and characters that the
 * provider ignores in the part before the @. Outlook documents only plus addressing, which applies to every provider.
 */
const PROVIDERS = [
  // https://support.google.com/mail/answer/7436150
  { domains: ['gmail.com', 'googlemail.com'], ignored: /\./g },
  // https://proton.me/support/change-username, https://proton.me/support/addresses-and-aliases
  { domains: ['proton.me', 'protonmail.com', 'protonmail.ch', 'pm.me'], ignored: /[._-]/g },
  // https://support.apple.com/118230
  { domains: ['icloud.com', 'me.com', 'mac.com'], ignored: null },
  // https://yandex.com/support/id/authorization/email.html
  {
    domains: ['yandex.com', 'yandex.ru', 'ya.ru', 'yandex.by', 'yandex.kz', 'yandex.ua'],
    ignored: null,
  },
];
const providerByDomain = new Map(
  PROVIDERS.flatMap(({ domains, ignored }) =>
    domains.map((domain) => [domain, { mainDomain: domains[0], ignored }] as const),
  ),
);

/**
 * One key for all documented spellings of a mailbox. A person is recognized by it, and rate limits count by it.
 * Case does not count, the domain is in ASCII (IDNA, RFC 5890), and a `+detail` is dropped (RFC 5233).
 * At some providers these spellings are different mailboxes, so nothing is ever sent to a key.
 * @param email one that `readAddress` accepts
 */
export function mailboxKey(email: string): string {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1);
  const asciiDomain = domainToASCII(domain) || domain.toLowerCase();
  const user = email
    .slice(0, at)
    .toLowerCase()
    .replace(/(?<=.)\+.*$/, '');
  const { mainDomain = asciiDomain, ignored = null } = providerByDomain.get(asciiDomain) ?? {};
  return `${ignored ? user.replace(ignored, '') : user}@${mainDomain}`;
}

/** Whether two addresses differ at most in case, which practically every mail server ignores. */
export const isSameAddress = (a: string | null, b: string | null): boolean =>
  a?.toLowerCase() === b?.toLowerCase();
