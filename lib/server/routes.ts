import { z } from 'zod';
import { pathOf } from './request-validation';

const route = z.object({ page: z.string(), regex: z.string() });
const manifest = z.object({ staticRoutes: z.array(route), dynamicRoutes: z.array(route) });

/** A page or file of the site, such as `/[locale]/registration/[token]`, and the pattern of its paths. */
export type Route = { page: string; pattern: RegExp };

/**
 * @param text the build's `routes-manifest.json`
 * @returns all routes in the order in which the framework matches them: static routes before dynamic ones
 */
export function readRoutes(text: string): Route[] {
  const { staticRoutes, dynamicRoutes } = manifest.parse(JSON.parse(text));
  return [...staticRoutes, ...dynamicRoutes].map(({ page, regex }) => ({ page, pattern: new RegExp(regex) }));
}

/**
 * Names URLs by their route, such as `/[locale]/registration/[token]`, for logs and metrics: the URL itself may be a personal link.
 * @param text the build's `routes-manifest.json`
 * @returns a function from a request's path and query to its route; `other` for an unknown path
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
