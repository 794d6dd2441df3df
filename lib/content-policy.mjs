/**
 * The content security policy of every page: everything from here, nothing inline but what is named.
 * @param {string[]} inlineScripts the inline scripts that may run, as hashes or a nonce
 * @param {{ development?: boolean }} [options] hot reload evaluates code and writes style elements
 */
export function contentPolicy(inlineScripts, { development = false } = {}) {
  return [
    "default-src 'none'",
    ['script-src', "'self'", ...inlineScripts, ...(development ? ["'unsafe-eval'"] : [])].join(' '),
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
