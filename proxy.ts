import { type NextRequest, NextResponse } from 'next/server';

/**
 * The framework takes connections before the site has started: such a request came past the edge, without the client's own
 * address, and would be counted together with strangers. A browser sends it again as it is, a form with all that it holds.
 */
export function proxy({ nextUrl }: NextRequest): NextResponse {
  const response = NextResponse.redirect(nextUrl, 307);
  response.headers.set('cache-control', 'no-store');
  return response;
}

/** What is asked for before the edge has written an address into it; everything else goes past this function. */
export const config = {
  matcher: [
    {
      source: '/:locale/(rsvp|registration|admin)/:path*',
      missing: [{ type: 'header', key: 'x-client-address' }],
    },
  ],
};
