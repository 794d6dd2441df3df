import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { config } from '@/lib/config';
import { pathOf } from './request-validation';
import { contentPolicy } from './security-headers.mjs';

/** The pages that are rendered per request. All others are cached for everybody, and their policy names scripts by hashes. */
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
  '/[locale]/admin/emails/[id]',
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
  '/[locale]/admin/registrations/[id]/look-alikes',
];
const patterns = pagesPerRequest.map((page) => page.replace(/\[\w+\]/g, '[^/]+'));
const PER_REQUEST = new RegExp(`^(?:${patterns.join('|')})/?$`);

/**
 * Pages with personal data. Windows of other sites get no reference to them (`cross-origin-opener-policy`). Pages that are the same for
 * everybody go without that header: it makes a browser start another process before it shows anything, which is slow on a phone.
 */
const PERSONAL_PAGES = /^\/\w+\/(admin|registration)\b/;

/**
 * The pages with an empty form, the same for everybody. The browser may keep them for the Back button: some browsers forget what was typed
 * in a page that must not be stored. It asks the site again in all other cases.
 */
const EMPTY_FORMS = /^\/\w+\/(rsvp|registration)\/?$/;

/**
 * Extra response headers for pages that are rendered per request: a content security policy with a nonce, and no caching. The framework
 * reads the nonce from the request, so the policy is also written there.
 * @returns `null` for any other request
 */
export function pageHeaders({ method, url = '', headers }: IncomingMessage): Record<string, string> | null {
  // The framework takes a nonce from these headers even for a page that it then caches for everybody: no client may send one.
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
    // The answer to a form contains what was typed.
    'cache-control': EMPTY_FORMS.test(path) && method !== 'POST' ? 'private, no-cache' : 'private, no-store',
    ...(PERSONAL_PAGES.test(path) && { 'cross-origin-opener-policy': 'same-origin' }),
  };
}
