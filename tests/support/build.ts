import { readFileSync } from 'node:fs';

/** The routes of all pages and files, as the build names them: `/[locale]/registration/[token]`. */
export function builtRoutes(): string[] {
  const { staticRoutes, dynamicRoutes } = JSON.parse(readFileSync('.next/routes-manifest.json', 'utf8'));
  return [...staticRoutes, ...dynamicRoutes]
    .map(({ page }: { page: string }) => page)
    .filter((page) => !/_not-found|_global-error/.test(page));
}

export type Action = { id: string; name: string; pages: string[] };

/** All server actions of the build: id, name (`rsvp#submitConfirmation`) and the pages on which they can be called. */
export function builtActions(): Action[] {
  const { node } = JSON.parse(readFileSync('.next/server/server-reference-manifest.json', 'utf8')) as {
    node: Record<string, { filename: string; exportedName: string; workers: Record<string, unknown> }>;
  };
  return Object.entries(node).map(([id, { filename, exportedName, workers }]) => ({
    id,
    name: `${filename.replace(/^app\/\[locale\]\//, '').replace(/\/actions\.ts$/, '')}#${exportedName}`,
    pages: Object.keys(workers).map((page) => page.replace(/^app/, '').replace(/\/page$/, '')),
  }));
}
