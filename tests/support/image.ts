import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, copyCheckout } from './checkout';
import type { Built } from './site-process';

const dockerfile = readFileSync('Dockerfile', 'utf8');
const matches = (pattern: RegExp): string[][] =>
  [...dockerfile.matchAll(pattern)].map(([, ...parts]) => parts.map((part) => part ?? ''));

/** The folder of an image, far from the checkout. */
export type Image = Built & { remove(): void };

/**
 * The next version of the site, with a changed action, as the folder that the Dockerfile makes.
 * @param isFromNothing as on another machine; otherwise what did not change is taken from the build of this checkout
 */
export function buildUpgradedImage({ isFromNothing }: { isFromNothing: boolean }): Image {
  const checkout = copyCheckout('image');
  if (!isFromNothing) cpSync('.next/cache', join(checkout, '.next/cache'), { recursive: true });
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
  const [[words = '[]'] = []] = matches(/^CMD (\[.+\])$/gm);
  const [, ...args]: string[] = JSON.parse(words);
  return {
    folder,
    command: [process.execPath, ...args],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
