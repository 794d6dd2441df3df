import { z } from 'zod';
import { isLocale } from '@/lib/i18n/locale';
import type { CanonicalRequest, ReceivedRequest } from './http-server';
import { readRoutes } from './routes';

const prerenderManifest = z.object({ routes: z.record(z.string(), z.unknown()) });

/** Replaces every address that the site does not have. The site has no page at this address. */
const UNKNOWN = '/unknown/address';

/**
 * The framework renders a cached page for one visitor and serves it to all. That page contains the visitor's address and depends on
 * some headers. So every request for a cached page gets the same URL and headers, and so does every request for an unknown address.
 * @param build the texts of the build's `routes-manifest.json` and `prerender-manifest.json`
 * @param files the URL paths of the files in `public/`
 * @returns a function from a request to its canonical form; `null` for what is rendered or read per request
 */
export function canonicalRequests(
  { routes, prerendered }: { routes: string; prerendered: string },
  files: string[],
): (request: ReceivedRequest) => CanonicalRequest | null {
  // The manifests also list internal pages of the framework, such as `/_not-found`, which no visitor may open.
  const isPublic = (page: string) => !page.startsWith('/_');
  const cachedPaths = new Set(
    Object.keys(prerenderManifest.parse(JSON.parse(prerendered)).routes).filter(isPublic),
  );
  const publicRoutes = readRoutes(routes).filter(({ page }) => isPublic(page));
  const publicFiles = new Set(files);

  const localizedFiles = publicRoutes.filter(({ page }) => /^\/\[locale\]\/[^/]+\.\w+$/.test(page));
  /** A generated file in one language, such as the note as PDF, or a file in `public/`. */
  const isSharedFile = (path: string): boolean =>
    publicFiles.has(path) ||
    (isLocale(path.split('/', 2)[1]) && localizedFiles.some(({ pattern }) => pattern.test(path)));

  const isPerRequest = (path: string): boolean =>
    path === '/' ||
    path.startsWith('/_next/static/') ||
    // The framework redirects these to the path without the extra slashes.
    path.includes('//') ||
    path.endsWith('/') ||
    publicRoutes.some(
      ({ page, pattern }) =>
        pattern.test(path) && (!page.startsWith('/[locale]') || isLocale(path.split('/', 2)[1])),
    );

  return ({ method, path, search, headers }) => {
    // A file does not depend on the query, in which the framework looks for parameters of its own.
    if (isSharedFile(path)) return { url: path, headers };
    const isCached = cachedPaths.has(path);
    if (!isCached && isPerRequest(path)) return null;
    const url = isCached ? path : UNKNOWN;
    // The response to a form is never cached.
    if (method === 'POST') return { url, headers };
    // The framework's script gets the same page in another format. It must also send `_rsc` in the query: a cache that looks only at
    // the URL would otherwise show that format to people.
    const isForScript = headers.rsc === '1' && /[?&]_rsc(?:[=&]|$)/.test(search);
    const allowed = Object.entries(headers).filter(([name]) => ALLOWED_HEADERS.has(name));
    return {
      url,
      headers: { ...CONSTANT_HEADERS, ...Object.fromEntries(allowed), ...(isForScript && { rsc: '1' }) },
    };
  };
}

/** Headers that decide how a response is sent, or whether its body is needed. Their values never appear in a page. */
const ALLOWED_HEADERS = new Set(['accept-encoding', 'if-modified-since', 'if-none-match', 'sec-fetch-dest']);

/** Without the name of a browser, the framework would write the head of a page after its body. */
const CONSTANT_HEADERS = { host: 'localhost', 'user-agent': 'Mozilla/5.0' };
