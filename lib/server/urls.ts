import { config } from '@/lib/config';
import { decryptToken, encryptToken } from '@/lib/crypto/token-encryption';
import type { Locale } from '@/lib/i18n/locale';

/** An address as the world outside knows it. @param path begins with a slash */
export const absoluteUrl = (path: string): string => `${config().appUrl}${path}`;

/** Whether browsers come through an encrypted connection. */
export const isHttps = (): boolean => config().appUrl.startsWith('https:');

/** The name of a cookie; where the connection allows it, one that no neighbouring host can set (RFC 6265bis, 4.1.3.2). */
export const cookieName = (name: string): string => (isHttps() ? `__Host-${name}` : name);

/** The note in one language. */
export const noteUrl = (locale: Locale): string => absoluteUrl(`/${locale}`);

/** Which registration a personal link opens; raising the registration's version makes earlier links worthless. */
export type LinkContent = { registrationId: string; version: number };

/**
 * The token of a personal link: 128 bits of authentication, and nothing in it can be read without the site's secret. Its
 * last sign is a letter or a digit, because mail programs leave out another one when they make an address a link.
 */
export function createLinkToken({ registrationId, version }: LinkContent): string {
  const token = encryptToken(`${version}.${registrationId}`, 'personal-link');
  return /[A-Za-z0-9]$/.test(token) ? token : createLinkToken({ registrationId, version });
}

/** @returns what the token opens, or `null` for anything this installation did not seal */
export function readLinkToken(token: string): LinkContent | null {
  const [version, registrationId] = decryptToken(token, 'personal-link')?.split('.') ?? [];
  return version && registrationId ? { registrationId, version: Number(version) } : null;
}

/** The key to one registration, for letters only: never on a page, in a log or in a calendar file. */
export const personalUrl = (content: LinkContent, locale: Locale): string =>
  absoluteUrl(`/${locale}/registration/${createLinkToken(content)}`);
