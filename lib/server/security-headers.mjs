import { createHash } from 'node:crypto';
import { displayScript } from './display-script.mjs';

/** How a policy names an inline script. @param {string} script */
export const scriptHash = (script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`;

/** The one script that stands in every page. */
const everywhere = scriptHash(displayScript);

/**
 * The content security policy of every page: everything from here, nothing inline but what is named.
 * @param {string[]} inlineScripts the inline scripts that may run, as hashes or a nonce
 * @param {{ development?: boolean }} [options] hot reload evaluates code and writes style elements
 */
export function contentPolicy(inlineScripts, { development = false } = {}) {
  const scripts = new Set(["'self'", everywhere, ...inlineScripts]);
  return [
    "default-src 'none'",
    "object-src 'none'",
    ['script-src', ...scripts, ...(development ? ["'unsafe-eval'"] : [])].join(' '),
    ['style-src', "'self'", ...(development ? ["'unsafe-inline'"] : [])].join(' '),
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * What every answer of the site carries, unless it says something else itself: files and refusals are no pages, and nothing is to
 * be loaded or framed by them.
 * @param {string} appUrl the public origin
 * @returns {Record<string, string>}
 */
export const securityHeaders = (appUrl) => ({
  'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  // Not stricter: without an origin Next.js refuses forms that were sent without JavaScript.
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  // Two years, for this host and what may stand below it; its neighbours are theirs to say.
  ...(appUrl.startsWith('https:') && { 'strict-transport-security': 'max-age=63072000; includeSubDomains' }),
});
