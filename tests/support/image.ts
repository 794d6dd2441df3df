import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, copyCheckout } from './checkout';
import type { Built } from './site-process';

const dockerfile = readFileSync('Dockerfile', 'utf8');
const matches = (pattern: RegExp): string[][] =>
  [...dockerfile.matchAll(pattern)].map(([, ...parts]) => parts.map((part) => part ?? ''));

/** The folder with the files of an image, outside the checkout. */
export type Image = Built & { remove(): void };

/**
 * Builds a later version of the site, with one more action, into a folder like that of the Dockerfile's image.
 * @param isCacheEmpty whether to build without a cache, as on another machine; otherwise with the cache of this checkout's build
 */
export function buildUpgradedImage({ isCacheEmpty }: { isCacheEmpty: boolean }): Image {
  const checkout = copyCheckout('image');
  if (!isCacheEmpty) cpSync('.next/cache', join(checkout, '.next/cache'), { recursive: true });
  appendFileSync(
    join(checkout, 'app/[locale]/rsvp/actions.ts'),
    '\nexport async function addedByTheUpgrade(): Promise<number> {\n  return 1;\n}\n',
  );
  build(checkout, Object.fromEntries(matches(/^ENV (BUILD_OUTPUT)=(\w+)$/gm)));
  const folder = mkdtempSync(join(tmpdir(), 'image-'));
  for (const [from = '', to = ''] of matches(/^COPY --from=build \/app\/(\S+) (\S+)$/gm)) {
    cpSync(join(checkout, from), join(folder, to), { recursive: true, verbatimSymlinks: true });
  }
  rmSync(checkout, { recursive: true, force: true });
  const [[commandJson = '[]'] = []] = matches(/^CMD (\[.+\])$/gm);
  const [, ...args]: string[] = JSON.parse(commandJson);
  return {
    folder,
    command: [process.execPath, ...args],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
