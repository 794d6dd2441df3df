import { z } from 'zod';
import { pathOf } from './request-validation';

const route = z.object({ page: z.string(), regex: z.string() });
const manifest = z.object({ staticRoutes: z.array(route), dynamicRoutes: z.array(route) });

/** A page or file of the site, `/[locale]/registration/[token]`, and the paths that lead to it. */
export type Route = { page: string; pattern: RegExp };

/**
 * @param text the build's `routes-manifest.json`
 * @returns all routes; one with a fixed name goes before one that takes anything in its place, as in the framework
 */
export function readRoutes(text: string): Route[] {
  const { staticRoutes, dynamicRoutes } = manifest.parse(JSON.parse(text));
  return [...staticRoutes, ...dynamicRoutes].map(({ page, regex }) => ({ page, pattern: new RegExp(regex) }));
}

/**
 * Names addresses by their route, `/[locale]/registration/[token]`: an address itself may hold somebody's key.
 * @param text the build's `routes-manifest.json`
 * @returns the route of a request's path and query; `other` for what the site does not have
 */
export function routeNamer(text: string): (url: string) => string {
  const routes = readRoutes(text);
  return (url) => {
    const path = pathOf(url);
    if (path === '/') return '/';
    if (path.startsWith('/_next/')) return '/_next/[file]';
    return routes.find(({ pattern }) => pattern.test(path))?.page ?? 'other';
  };
}
