import { domainToASCII } from 'node:url';

/**
 * Further spellings of one mailbox, as its provider documents them: domains of which one person has all, and signs in the name
 * that it passes over. Outlook documents none but what stands behind a plus.
 */
const PROVIDERS = [
  // https://support.google.com/mail/answer/7436150
  { domains: ['gmail.com', 'googlemail.com'], passedOver: /\./g },
  // https://proton.me/support/change-username, https://proton.me/support/addresses-and-aliases
  { domains: ['proton.me', 'protonmail.com', 'protonmail.ch', 'pm.me'], passedOver: /[._-]/g },
  // https://support.apple.com/118230
  { domains: ['icloud.com', 'me.com', 'mac.com'], passedOver: null },
  // https://yandex.com/support/id/authorization/email.html
  {
    domains: ['yandex.com', 'yandex.ru', 'ya.ru', 'yandex.by', 'yandex.kz', 'yandex.ua'],
    passedOver: null,
  },
];
const providers = new Map(
  PROVIDERS.flatMap(({ domains, passedOver }) =>
    domains.map((domain) => [domain, { main: domains[0], passedOver }] as const),
  ),
);

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
  const { main = host, passedOver = null } = providers.get(host) ?? {};
  return `${passedOver ? user.replace(passedOver, '') : user}@${main}`;
}

/** Whether both are one address to every mail server that there is: but for case they are the same. */
export const isSameAddress = (one: string | null, other: string | null): boolean =>
  one?.toLowerCase() === other?.toLowerCase();
