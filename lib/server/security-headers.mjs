import { createHash } from 'node:crypto';
import { displayScript } from './display-script.mjs';

/** The source expression that allows one inline script in a content security policy. @param {string} script */
export const scriptHash = (script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`;

/** The display script is inline in every page. */
const displayScriptHash = scriptHash(displayScript);

/**
 * The content security policy of every page: resources from this origin only, and no inline scripts except those listed.
 * @param {string[]} inlineScripts the inline scripts that may run, as hashes or a nonce
 * @param {{ development?: boolean }} [options] `development` also allows what hot reload needs: `eval` and inline styles
 */
export function contentPolicy(inlineScripts, { development = false } = {}) {
  const scripts = new Set(["'self'", displayScriptHash, ...inlineScripts]);
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
 * The default headers of every response; a page sets a policy of its own. The default policy is for files and error responses, which
 * load nothing and may not be framed.
 * @param {string} appUrl the public origin
 * @returns {Record<string, string>}
 */
export const securityHeaders = (appUrl) => ({
  'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  // `no-referrer` would remove the origin, without which Next.js refuses forms sent without JavaScript.
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  // For two years, for this host and its subdomains. It sets nothing for other hosts of the same domain.
  ...(appUrl.startsWith('https:') && { 'strict-transport-security': 'max-age=63072000; includeSubDomains' }),
});
