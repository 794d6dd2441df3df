import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, copyCheckout, run } from './checkout';
import type { Built } from './site-process';

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
  build(checkout);
  const folder = mkdtempSync(join(tmpdir(), 'image-'));
  run(checkout, '--import', 'tsx', 'scripts/collect-image.ts', folder);
  rmSync(checkout, { recursive: true, force: true });
  const [, command = '[]'] = readFileSync('Dockerfile', 'utf8').match(/^CMD (\[.+\])$/m) ?? [];
  const [, ...args]: string[] = JSON.parse(command);
  return {
    folder,
    command: [process.execPath, ...args],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
