import { type NextRequest, NextResponse } from 'next/server';
import { config as settings } from './lib/config';
import { securityHeaders } from './lib/content-policy.mjs';

/**
 * The framework takes connections before the site has started: such a request came past the edge, without the client's own
 * address, would be counted together with strangers, and its answer would lack what the edge adds. A browser sends it again as
 * it is, a form with all that it holds.
 */
export function proxy({ nextUrl }: NextRequest): NextResponse {
  const headers = { ...securityHeaders(settings().appUrl), 'cache-control': 'no-store' };
  return NextResponse.redirect(nextUrl, { status: 307, headers });
}

/** What is asked for before the edge has written an address into it; everything else goes past this function. */
export const config = {
  matcher: [{ source: '/:path*', missing: [{ type: 'header', key: 'x-client-address' }] }],
};
