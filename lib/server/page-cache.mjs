// Plain JavaScript, because Next.js loads it at run time without compiling it.
import fileSystemCache from 'next/dist/server/lib/incremental-cache/file-system-cache.js';
import { contentPolicy, scriptHash } from './security-headers.mjs';

const FileSystemCache = fileSystemCache.default ?? fileSystemCache;
const seen = new WeakSet();

/** The inline scripts of a page by their hashes, as its policy names them. */
const scriptHashes = (html) =>
  [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) =>
    scriptHash(script),
  );

function addPolicy(value) {
  if (value?.kind !== 'APP_PAGE' || seen.has(value)) return;
  value.headers = { ...value.headers, 'content-security-policy': contentPolicy(scriptHashes(value.html)) };
  seen.add(value);
}

/**
 * Next.js's own cache of static pages, with two additions. Every answer carries a strict content security policy: pages
 * that are kept get it in `get`, those made for this very request in `set`. And what an earlier process or the build left
 * behind is never served: it states their settings and their time as current.
 */
export default class PageCache extends FileSystemCache {
  async get(key, context) {
    const entry = await super.get(key, context);
    if (entry && context.kind !== 'FETCH' && entry.lastModified < performance.timeOrigin) return null;
    addPolicy(entry?.value);
    return entry;
  }

  async set(key, value, context) {
    addPolicy(value);
    return super.set(key, value, context);
  }
}
