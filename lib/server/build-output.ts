import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { config } from '@/lib/config';

/** The manifests of the build, as texts: which routes there are, and which pages are prerendered. */
export function readManifests(): { routes: string; prerendered: string } {
  const read = (name: string) => readFileSync(join(config().buildFolder, name), 'utf8');
  return { routes: read('routes-manifest.json'), prerendered: read('prerender-manifest.json') };
}

/** The framework's configuration of the build, as JSON. */
export function readBuiltConfig(): string {
  const text = readFileSync(join(config().buildFolder, 'required-server-files.json'), 'utf8');
  return JSON.stringify(JSON.parse(text).config);
}

/** The URL paths of the files in `public/`. */
export const publicFiles = (): string[] =>
  readdirSync('public', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `/${join(relative('public', parentPath), name)}`);
