import { type NextRequest, NextResponse } from 'next/server';
import { contentPolicy } from './lib/content-policy.mjs';
import { requestId } from './lib/edge';

/** Pages that are rendered for each request carry a policy with a nonce of their own, and are kept by nobody. */
export function proxy(request: NextRequest): NextResponse {
  if (!requestId()) return onceMore(request);
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const development = process.env.NODE_ENV === 'development';
  const policy = contentPolicy([`'nonce-${nonce}'`, "'strict-dynamic'"], { development });
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy); // Next.js reads the nonce from here
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  response.headers.set('cache-control', 'private, no-store');
  if (ABOUT_SOMEBODY.test(request.nextUrl.pathname)) {
    response.headers.set('cross-origin-opener-policy', 'same-origin');
  }
  prolongSession(request, response);
  return response;
}

/**
 * The framework takes connections before the site has started: such a request came past the edge, without the client's own
 * address, and would be counted together with strangers. A browser sends it again as it is, a form with all that it holds.
 */
function onceMore({ nextUrl }: NextRequest): NextResponse {
  const response = NextResponse.redirect(nextUrl, 307);
  response.headers.set('cache-control', 'no-store');
  return response;
}

/**
 * No window of another site keeps a hold on these. Pages that say the same to everyone do without: the browser learns of it
 * from the answer and begins anew in another process, which a phone pays for before it shows anything.
 */
const ABOUT_SOMEBODY = /^\/\w+\/(admin|registration)\b/;

const SESSION_COOKIE = /^(__Host-)?session_token$/;
const SESSION_VALID_S = 12 * 60 * 60;

/**
 * The browser keeps the cookie of a session as long after the last page as the database keeps the session: a page itself
 * cannot set it anew.
 */
function prolongSession(request: NextRequest, response: NextResponse): void {
  // The answer to a form that sets a cookie would draw the page anew, and lose what was typed.
  if (request.method !== 'GET' || !/^\/\w+\/admin/.test(request.nextUrl.pathname)) return;
  for (const { name, value } of request.cookies.getAll()) {
    if (!SESSION_COOKIE.test(name)) continue;
    response.cookies.set(name, value, {
      httpOnly: true,
      sameSite: 'lax',
      secure: name.startsWith('__Host-'),
      maxAge: SESSION_VALID_S,
      path: '/',
    });
  }
}

/** Exactly the pages that are rendered per request: static ones have hashes, and would be served at half the speed. */
export const config = {
  matcher: [
    '/:locale/rsvp',
    '/:locale/rsvp/thanks',
    '/:locale/registration',
    '/:locale/registration/:token',
    '/:locale/registration/:token/amend',
    '/:locale/registration/:token/withdraw',
    '/:locale/admin',
    '/:locale/admin/sign-in',
    '/:locale/admin/deadline',
    '/:locale/admin/preview',
    '/:locale/admin/record',
    '/:locale/admin/import',
    '/:locale/admin/import/:id',
    '/:locale/admin/print',
    '/:locale/admin/print/:what',
    '/:locale/admin/people',
    '/:locale/admin/people/:id',
    '/:locale/admin/mail',
    '/:locale/admin/log',
    '/:locale/admin/letters',
    '/:locale/admin/letters/:id',
    '/:locale/admin/letters/:id/send',
    '/:locale/admin/bulk/:id',
    '/:locale/admin/registrations/:id',
    '/:locale/admin/registrations/:id/:task',
  ],
};
