import { expect } from '@playwright/test';

const TWO_YEARS = 'max-age=63072000; includeSubDomains';

/**
 * Expects the security headers that every response has, of a site whose public address begins with https.
 * @param label names the response in a failure
 * @param transport the expected `Strict-Transport-Security`; `null` for none
 */
export function expectSecurityHeaders(
  label: string,
  headers: Headers,
  { transport = TWO_YEARS as string | null } = {},
): void {
  const values = Object.fromEntries(headers);
  expect(values, label).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': label.includes('/preview.png') ? 'cross-origin' : 'same-origin',
  });
  expect(headers.get('strict-transport-security'), label).toBe(transport);
  expect(values, label).not.toHaveProperty('x-powered-by');
  expect(values, label).not.toHaveProperty('access-control-allow-origin');
  expect(values.server ?? 'nginx', label).toBe('nginx');

  const policy = headers.get('content-security-policy') ?? '';
  expect(policy, label).toMatch(/^default-src 'none'; [^,]*frame-ancestors 'none'$/);
  expect(policy, label).toContain("base-uri 'none'");
  expect(policy, label).not.toMatch(/unsafe|\*|https?:/);
  if (headers.get('content-type')?.startsWith('text/html') && policy.includes('script-src')) {
    expect(policy, label).toMatch(/script-src 'self' 'sha256-[^;]*'(nonce|sha256)-/);
  }
}

/** Expects these and the headers that a page or file has in addition, by its route. */
export function expectRouteHeaders(route: string, { status, headers }: Response, body: string): void {
  const label = `${status} ${route}`;
  expectSecurityHeaders(label, headers);
  const type = headers.get('content-type') ?? '';
  if (status === 200 && type.startsWith('text/html')) {
    expect(headers.get('content-security-policy'), label).toContain('script-src');
    // A page about a person is isolated from windows of other sites.
    const isPersonal = /admin|registration/.test(route);
    expect(headers.get('cross-origin-opener-policy'), label).toBe(isPersonal ? 'same-origin' : null);
  }
  if (body.length > 0)
    expect(type, label).toMatch(
      /; ?charset=utf-8|^image\/png|^application\/(pdf|json|manifest\+json|xml|vnd\.)|^image\/svg\+xml|^text\/plain$/i,
    );
}
