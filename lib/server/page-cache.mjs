// Plain JavaScript, because Next.js loads it at run time without compiling it.
import { contentPolicy, scriptHash } from './security-headers.mjs';

/** @typedef {{ value: any, lastModified: number, cacheControl: unknown }} Entry */

/** The pages of this process, by their paths. Next.js creates a handler for each request, so they are shared. @type {Map<string, Entry>} */
const entries = new Map();
/** When each tag was last revalidated, in milliseconds. @type {Map<string, number>} */
const revalidatedAt = new Map();

const TAGS_HEADER = 'x-next-cache-tags';

/** The inline scripts of a page by their hashes, as its policy names them. @param {string} html */
const scriptHashes = (html) =>
  [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) =>
    scriptHash(script ?? ''),
  );

/**
 * The cache of the pages that are the same for everybody, in memory (the `cacheHandler` of Next.js). It starts empty: what the build
 * rendered states the settings and the time of the build. Each page gets a strict content security policy when it is stored. The site
 * has a few dozen such pages, so nothing is evicted.
 */
export default class PageCache {
  /** @param {string} key */
  async get(key) {
    const entry = entries.get(key);
    const tags = String(entry?.value?.headers?.[TAGS_HEADER] ?? '').split(',');
    const isRevalidated = tags.some((tag) => (revalidatedAt.get(tag) ?? 0) >= (entry?.lastModified ?? 0));
    return entry && !isRevalidated ? entry : null;
  }

  /**
   * @param {string} key
   * @param {any} value
   * @param {{ cacheControl?: unknown }} context
   */
  async set(key, value, { cacheControl }) {
    if (value?.kind === 'APP_PAGE') {
      value.headers = {
        ...value.headers,
        'content-security-policy': contentPolicy(scriptHashes(value.html)),
      };
    }
    entries.set(key, { value, lastModified: Date.now(), cacheControl });
  }

  /** @param {string | string[]} tags */
  async revalidateTag(tags) {
    for (const tag of [tags].flat()) revalidatedAt.set(tag, Date.now());
  }

  resetRequestCache() {}
}
