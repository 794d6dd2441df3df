import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { build, copyCheckout } from '../support/checkout';
import { runScript } from '../support/command';
import { signIn } from '../support/sign-in';
import { openForm, Site, sendForm } from '../support/site';
import { calmMorning } from '../support/site-process';
import { expect, test } from '../support/test';

const dockerfile = readFileSync('Dockerfile', 'utf8');
const matches = (pattern: RegExp): string[][] =>
  [...dockerfile.matchAll(pattern)].map(([, ...parts]) => parts.map((part) => part ?? ''));

/** The folder of the image, made as the Dockerfile makes it, far from the checkout. */
function makeImage(): string {
  const checkout = copyCheckout('image');
  const output = matches(/^ENV (BUILD_OUTPUT)=(\w+)$/gm);
  build(checkout, Object.fromEntries(output));
  const image = mkdtempSync(join(tmpdir(), 'image-'));
  for (const [from = '', to = ''] of matches(/^COPY --from=build \/app\/(\S+) (\S+)$/gm)) {
    cpSync(join(checkout, from), join(image, to), { recursive: true, verbatimSymlinks: true });
  }
  rmSync(checkout, { recursive: true, force: true });
  return image;
}

/** Every file of a folder with its size and the time of its last change. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => `${relative(folder, path)} ${statSync(path).size} ${statSync(path).mtimeMs}`)
    .sort();

test('what the image holds serves the demonstration by itself, and writes nothing beside its data', async ({
  page,
}) => {
  test.setTimeout(300_000);
  const image = makeImage();
  const before = filesIn(image);
  const [[script = ''] = []] = matches(/^CMD \["node", "([^"]+)"\]$/gm);
  const site = await Site.start({
    built: { folder: image, command: [process.execPath, script] },
    settings: { HOSTNAME: '0.0.0.0' },
    before: async (file) => {
      const settings = { DATABASE_URL: `file:${file}`, MEETING_CLOCK: calmMorning };
      expect(await runScript('scripts/seed.ts', [], settings)).toEqual({ code: 0, said: '' });
    },
  });
  try {
    for (const locale of ['ar', 'en']) {
      for (const path of ['', '/share', '/privacy', '/rsvp']) {
        expect((await page.goto(`${site.origin}/${locale}${path}`))?.status()).toBe(200);
      }
      await page.goto(`${site.origin}/${locale}`);
      await expect(page.locator('#agenda')).toBeVisible();
      expect(await page.evaluate(() => document.fonts.check('16px Alexandria'))).toBe(true);
      for (const file of ['note.pdf', 'note.docx', 'preview.png', 'meeting.ics']) {
        const answer = await page.request.get(`${site.origin}/${locale}/${file}`);
        expect(answer.status(), file).toBe(200);
        expect((await answer.body()).length, file).toBeGreaterThan(1_000);
      }
    }
    const answer = await sendForm(await openForm(`${site.origin}/ar/rsvp`), {
      fullName: 'سلمى المثال',
      jobTitle: 'مديرة',
      email: 'salma-of-the-image@example.org',
    });
    expect(answer.status).toBe(303);
    await site.letterTo('salma-of-the-image@example.org');

    await signIn(page, site);
    await page.goto(`${site.origin}/ar/admin?q=salma-of-the-image`);
    await expect(page.getByText('سلمى المثال').first()).toBeVisible();
    const samples = site.sql<{ total: number }>('SELECT count(*) AS total FROM Registration');
    expect(samples[0]?.total).toBeGreaterThan(20);
    const workbook = await page.request.get(`${site.origin}/ar/admin/export.xlsx`);
    expect(workbook.status()).toBe(200);
    expect(filesIn(image)).toEqual(before);
  } finally {
    await site.stop();
    rmSync(image, { recursive: true, force: true });
  }
});
