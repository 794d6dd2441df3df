import { z } from 'zod';
import { isLocale } from '@/lib/i18n/locale';
import type { Asked, Canonical } from './http-server';
import { readRoutes } from './routes';

const prerenderManifest = z.object({ routes: z.record(z.string(), z.unknown()) });

/** Stands for every address that the site does not have; it has none of this kind. */
const UNKNOWN = '/unknown/address';

/**
 * What the framework makes for one visitor and keeps for everybody has that visitor's address in it, and depends on some of the
 * headers. So each request for it is handed on as one and the same, and so is each for an address that the site does not have.
 * @param build the texts of the build's `routes-manifest.json` and `prerender-manifest.json`
 * @param files the addresses of the files in `public/`
 * @returns `null` for what is made or read for each request
 */
export function canonicalRequests(
  { routes, prerendered }: { routes: string; prerendered: string },
  files: string[],
): (asked: Asked) => Canonical | null {
  // The framework's own pages have an address too, which is nobody's to open.
  const isOurs = (page: string) => !page.startsWith('/_');
  const kept = new Set(Object.keys(prerenderManifest.parse(JSON.parse(prerendered)).routes).filter(isOurs));
  const ours = readRoutes(routes).filter(({ page }) => isOurs(page));
  const publicFiles = new Set(files);

  const madeFiles = ours.filter(({ page }) => /^\/\[locale\]\/[^/]+\.\w+$/.test(page));
  /** The note and the like in each language, and the files in `public/`. */
  const isFileForAll = (path: string): boolean =>
    publicFiles.has(path) ||
    (isLocale(path.split('/', 2)[1]) && madeFiles.some(({ pattern }) => pattern.test(path)));

  const isPerRequest = (path: string): boolean =>
    path === '/' ||
    path.startsWith('/_next/static/') ||
    // The framework leads on to where no slash is too many.
    path.includes('//') ||
    path.endsWith('/') ||
    ours.some(
      ({ page, pattern }) =>
        pattern.test(path) && (!page.startsWith('/[locale]') || isLocale(path.split('/', 2)[1])),
    );

  return ({ method, path, search, headers }) => {
    // A file is the same whatever stands behind its address, where the framework looks for words of its own.
    if (isFileForAll(path)) return { url: path, headers };
    const isKept = kept.has(path);
    if (!isKept && isPerRequest(path)) return null;
    const url = isKept ? path : UNKNOWN;
    // The answer to a form is kept for nobody.
    if (method === 'POST') return { url, headers };
    // Asked for by the framework's script, the same page is written in another way. Without its mark in the address whoever
    // keeps pages by their addresses alone would show that to people.
    const isForScript = headers.rsc === '1' && /[?&]_rsc(?:[=&]|$)/.test(search);
    const passed = Object.entries(headers).filter(([name]) => PASSED.has(name));
    return { url, headers: { ...constant, ...Object.fromEntries(passed), ...(isForScript && { rsc: '1' }) } };
  };
}

/** What decides in which way an answer is sent, and whether one is needed, and is not written into it. */
const PASSED = new Set(['accept-encoding', 'if-modified-since', 'if-none-match', 'sec-fetch-dest']);

/** Without a browser's name the framework would write the head of a page behind its body. */
const constant = { host: 'localhost', 'user-agent': 'Mozilla/5.0' };
