import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { config } from '@/lib/config';
import { pathOf } from './request-validation';
import { contentPolicy } from './security-headers.mjs';
import { cookieName, isHttps } from './urls';

/** Exactly the pages that are rendered per request: static ones have hashes, and are kept for everybody. */
export const pagesPerRequest = [
  '/[locale]/rsvp',
  '/[locale]/rsvp/thanks',
  '/[locale]/registration',
  '/[locale]/registration/[token]',
  '/[locale]/registration/[token]/amend',
  '/[locale]/registration/[token]/withdraw',
  '/[locale]/admin',
  '/[locale]/admin/sign-in',
  '/[locale]/admin/deadline',
  '/[locale]/admin/preview',
  '/[locale]/admin/record',
  '/[locale]/admin/import',
  '/[locale]/admin/import/[id]',
  '/[locale]/admin/print',
  '/[locale]/admin/print/[what]',
  '/[locale]/admin/people',
  '/[locale]/admin/people/[id]',
  '/[locale]/admin/mail',
  '/[locale]/admin/log',
  '/[locale]/admin/letters',
  '/[locale]/admin/letters/[id]',
  '/[locale]/admin/letters/[id]/send',
  '/[locale]/admin/bulk/[id]',
  '/[locale]/admin/registrations/[id]',
  '/[locale]/admin/registrations/[id]/[task]',
];
const patterns = pagesPerRequest.map((page) => page.replace(/\[\w+\]/g, '[^/]+'));
const PER_REQUEST = new RegExp(`^(?:${patterns.join('|')})/?$`);

/**
 * No window of another site keeps a hold on these. Pages that say the same to everyone do without: the browser learns of it
 * from the answer and begins anew in another process, which a phone pays for before it shows anything.
 */
const ABOUT_SOMEBODY = /^\/\w+\/(admin|registration)\b/;
const OF_SECRETARIAT = /^\/\w+\/admin\b/;

export const sessionCookie = (): string => cookieName('session_token');
/** How long a session lasts without a request. */
export const SESSION_VALID_S = 12 * 60 * 60;

/**
 * What the answer to a request carries beside what all do. A page that is rendered for it has a policy with a nonce of its own,
 * which the request takes to the framework, and is kept by nobody.
 * @returns `null` for every other request
 */
export function pageHeaders({ method, url = '', headers }: IncomingMessage): Record<string, string> | null {
  // From here the framework takes the nonce, also for a page that it then keeps for everybody: no stranger names one.
  delete headers['content-security-policy'];
  delete headers['content-security-policy-report-only'];
  const path = pathOf(url);
  if (!PER_REQUEST.test(path)) return null;
  const nonce = randomBytes(16).toString('base64');
  const policy = contentPolicy([`'nonce-${nonce}'`, "'strict-dynamic'"], {
    development: !config().isProduction,
  });
  headers['content-security-policy'] = policy;
  return {
    'content-security-policy': policy,
    'cache-control': 'private, no-store',
    ...(ABOUT_SOMEBODY.test(path) && { 'cross-origin-opener-policy': 'same-origin' }),
    ...(method === 'GET' && OF_SECRETARIAT.test(path) && renewedSession(headers.cookie)),
  };
}

/**
 * The browser keeps the cookie of a session as long after the last page as the database keeps the session: a page itself
 * cannot set it anew. The answer to a form does not: it would draw the page anew, and lose what was typed.
 */
function renewedSession(cookies = ''): Record<string, string> {
  const name = sessionCookie();
  const [, value] = cookies.match(`(?:^|; ?)${name}=([^;]+)`) ?? [];
  if (!value) return {};
  const secure = isHttps() ? '; Secure' : '';
  return {
    'set-cookie': `${name}=${value}; Path=/; Max-Age=${SESSION_VALID_S}${secure}; HttpOnly; SameSite=lax`,
  };
}
