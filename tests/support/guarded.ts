import { expect } from '@playwright/test';

const YEARS = 'max-age=63072000; includeSubDomains';

/** What is said by every answer, whatever it is, of a site whose public address begins with https. */
export function expectGuarded(
  what: string,
  headers: Headers,
  { transport = YEARS as string | null } = {},
): void {
  const said = Object.fromEntries(headers);
  expect(said, what).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': what.includes('/preview.png') ? 'cross-origin' : 'same-origin',
  });
  expect(headers.get('strict-transport-security'), what).toBe(transport);
  expect(said, what).not.toHaveProperty('x-powered-by');
  expect(said, what).not.toHaveProperty('access-control-allow-origin');
  expect(said.server ?? 'nginx', what).toBe('nginx');

  const policy = headers.get('content-security-policy') ?? '';
  expect(policy, what).toMatch(/^default-src 'none'; [^,]*frame-ancestors 'none'$/);
  expect(policy, what).toContain("base-uri 'none'");
  expect(policy, what).not.toMatch(/unsafe|\*|https?:/);
  if (headers.get('content-type')?.startsWith('text/html') && policy.includes('script-src')) {
    expect(policy, what).toMatch(/script-src 'self' 'sha256-[^;]*'(nonce|sha256)-/);
  }
}

/** What a page or file says beside that, by its route. */
export function expectGuardedRoute(route: string, { status, headers }: Response, body: string): void {
  const what = `${status} ${route}`;
  expectGuarded(what, headers);
  const type = headers.get('content-type') ?? '';
  if (status === 200 && type.startsWith('text/html')) {
    expect(headers.get('content-security-policy'), what).toContain('script-src');
    // Kept from the windows of other sites where a page is about somebody.
    const isPersonal = /admin|registration/.test(route);
    expect(headers.get('cross-origin-opener-policy'), what).toBe(isPersonal ? 'same-origin' : null);
  }
  if (body.length > 0)
    expect(type, what).toMatch(
      /; ?charset=utf-8|^image\/png|^application\/(pdf|json|manifest\+json|xml|vnd\.)|^image\/svg\+xml|^text\/plain$/i,
    );
}
