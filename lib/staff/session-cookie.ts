import type { IncomingMessage } from 'node:http';
import { pathOf } from '@/lib/server/request-validation';
import { cookieName, isHttps } from '@/lib/server/urls';

export const sessionCookie = (): string => cookieName('session_token');
/** A session ends after this time without a request, in seconds. */
export const SESSION_VALID_S = 12 * 60 * 60;

const STAFF_PAGES = /^\/\w+\/admin\b/;

/**
 * The header that renews the session cookie with each staff page, so that the browser keeps it as long as the database keeps the session:
 * a page itself cannot set a cookie. The response to a form does not renew it, because the framework would then render the page anew
 * and lose what was typed.
 */
export function renewedSessionCookie({ method, url = '', headers }: IncomingMessage): string | null {
  if (method !== 'GET' || !STAFF_PAGES.test(pathOf(url))) return null;
  const name = sessionCookie();
  const [, value] = (headers.cookie ?? '').match(`(?:^|; ?)${name}=([^;]+)`) ?? [];
  if (!value) return null;
  const secure = isHttps() ? '; Secure' : '';
  return `${name}=${value}; Path=/; Max-Age=${SESSION_VALID_S}${secure}; HttpOnly; SameSite=lax`;
}
