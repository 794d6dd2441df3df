import { config } from '@/lib/config';
import { decryptToken, encryptToken } from '@/lib/crypto/token-encryption';
import { type Locale, locales } from '@/lib/i18n/locale';

/** A URL on the public origin. @param path begins with a slash */
export const absoluteUrl = (path: string): string => `${config().appUrl}${path}`;

/** Whether browsers reach the site over HTTPS. */
export const isHttps = (): boolean => config().appUrl.startsWith('https:');

/** The name of a cookie. Over HTTPS it has the prefix `__Host-`, so that no other host can set it (RFC 6265bis, section 4.1.3.2). */
export const cookieName = (name: string): string => (isHttps() ? `__Host-${name}` : name);

/** The URL of the note in one language. */
export const noteUrl = (locale: Locale): string => absoluteUrl(`/${locale}`);

/** What a personal link contains. It is valid only while `version` equals the registration's `linkVersion`. */
export type LinkContent = { registrationId: string; version: number };

/**
 * The token of a personal link. It is encrypted with the site's secret and has a 128-bit authentication tag. It always ends in a letter
 * or a digit: mail programs leave out a final `-` or `_` when they turn a URL into a link.
 */
export function createLinkToken({ registrationId, version }: LinkContent): string {
  const token = encryptToken(`${version}.${registrationId}`, 'personal-link');
  return /[A-Za-z0-9]$/.test(token) ? token : createLinkToken({ registrationId, version });
}

/** @returns the content of the token; `null` if it was not encrypted with the secret of this installation */
export function readLinkToken(token: string): LinkContent | null {
  const [version, registrationId] = decryptToken(token, 'personal-link')?.split('.') ?? [];
  return version && registrationId ? { registrationId, version: Number(version) } : null;
}

/** The personal link of a registration. It gives access to it, so it is only for emails: never for pages, logs or calendar files. */
export const personalUrl = (content: LinkContent, locale: Locale): string =>
  absoluteUrl(`/${locale}/registration/${createLinkToken(content)}`);

/** A personal link and the pages below it, at any origin: a text may quote one from before the site had moved. */
const PERSONAL_LINK = new RegExp(
  `https?://\\S+?/(${locales.join('|')})/registration/[\\w-]+(?:/\\w+)?`,
  'gi',
);

/** A text that others may read. @param replacement what stands in it for each personal link, by the language of the link */
export const withoutPersonalLinks = (text: string, replacement: (locale: Locale) => string): string =>
  text.replace(PERSONAL_LINK, (_, locale: string) => replacement(locale.toLowerCase() as Locale));
