import type { IncomingMessage } from 'node:http';
import { decryptToken } from '@/lib/crypto/token-encryption';
import { isLocale } from '@/lib/i18n/locale';
import { cookieName, isHttps } from './urls';

/** The name of the cookie that holds a notice, and the purpose of its encryption. */
export const NOTICE = 'notice';

/**
 * What a notice says: the address of the page that tells what was done, without the language, so that a change of language keeps it.
 * @param address path and query, such as `/ar/admin/people?done=invited`
 * @returns the same in one spelling, such as `/admin/people?done=invited`
 */
export function noticeOf(address: string): string {
  const { pathname, searchParams } = new URL(address, 'http://localhost');
  searchParams.delete('_rsc'); // the framework adds it when its script asks for a page
  const [, language, ...path] = pathname.split('/');
  return `${isLocale(language) ? `/${path.join('/')}` : pathname}?${searchParams}`;
}

/**
 * The header that deletes a notice with the page that shows it, so that it is told once: a page itself cannot delete a cookie. The notice
 * of another page stays, because that page may still be on its way.
 */
export function spentNotice({ method, url = '', headers }: IncomingMessage): string | null {
  const name = cookieName(NOTICE);
  const [, value] = (headers.cookie ?? '').match(`(?:^|; ?)${name}=([^;]+)`) ?? [];
  if (method !== 'GET' || !value || decryptToken(value, NOTICE) !== noticeOf(url)) return null;
  return `${name}=; Path=/; Max-Age=0${isHttps() ? '; Secure' : ''}; HttpOnly; SameSite=lax`;
}
