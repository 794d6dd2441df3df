import { lstatSync } from 'node:fs';
import { relative } from 'node:path';
import { filesIn } from '@/scripts/files-in';
import { runScript } from '../support/command';
import { buildUpgradedImage, type Image } from '../support/image';
import { signIn } from '../support/sign-in';
import { openForm, Site, sendForm } from '../support/site';
import { clockBeforeDeadline } from '../support/site-process';
import { expect, test } from '../support/test';

// One build serves both: the image is that of the next version.
test.describe.configure({ mode: 'default', timeout: 300_000 });
let image: Image;
test.beforeAll(() => {
  image = buildUpgradedImage({ isCacheEmpty: false });
});
test.afterAll(() => image?.remove());

/** Every file of a folder with its size and the time of its last change. */
const statesOfFiles = (folder: string): string[] =>
  filesIn(folder)
    .map((path) => ({ path, stats: lstatSync(path) }))
    .filter(({ stats }) => stats.isFile())
    .map(({ path, stats }) => `${relative(folder, path)} ${stats.size} ${stats.mtimeMs}`)
    .sort();

/** In MiB. The image has some 100, and twice as many where packages are taken whole. */
const LARGEST_IMAGE = 130;
const sizeOf = (files: string[]): number =>
  files.reduce((sum, file) => sum + Number(file.split(' ').at(-2)), 0) / 2 ** 20;

test('what the image holds serves the demonstration by itself, and writes nothing beside its data', async ({
  page,
}) => {
  const before = statesOfFiles(image.folder);
  expect(sizeOf(before), 'the size of the image in MiB').toBeLessThan(LARGEST_IMAGE);
  const site = await Site.start({
    built: image,
    before: async (file) => {
      const settings = { DATABASE_URL: `file:${file}`, MEETING_CLOCK: clockBeforeDeadline };
      expect(await runScript('scripts/seed.ts', [], settings)).toEqual({ code: 0, output: '' });
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
    await site.waitForEmail('salma-of-the-image@example.org');

    await signIn(page, site);
    await page.goto(`${site.origin}/ar/admin?q=salma-of-the-image`);
    await expect(page.getByText('سلمى المثال').first()).toBeVisible();
    const samples = site.sql<{ total: number }>('SELECT count(*) AS total FROM Registration');
    expect(samples[0]?.total).toBeGreaterThan(20);
    const workbook = await page.request.get(`${site.origin}/ar/admin/export.xlsx`);
    expect(workbook.status()).toBe(200);
    const template = await page.request.get(`${site.origin}/ar/admin/import/template.xlsx`);
    await page.goto(`${site.origin}/ar/admin/import`);
    await page.setInputFiles('#file', {
      name: 'x.xlsx',
      mimeType: 'application/octet-stream',
      buffer: await template.body(),
    });
    await page.getByRole('button', { name: 'عرض ما سيجري' }).click();
    await expect(page.locator('#file-error')).toContainText('ليس في الجدول صفوف');
    expect(statesOfFiles(image.folder)).toEqual(before);
  } finally {
    await site.stop();
  }
});

test('a form that was open during an upgrade is accepted after it', async ({ site }) => {
  const form = await openForm(`${site.origin}/ar/rsvp`);
  const upgraded = await Site.start({ built: image });
  try {
    const typed = { fullName: 'سلمى المثال', jobTitle: 'مديرة', email: 'salma@example.org' };
    const answer = await sendForm({ ...form, address: `${upgraded.origin}/ar/rsvp` }, typed);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/ar/rsvp/thanks');
    expect(upgraded.registrations('salma@example.org')).toHaveLength(1);
  } finally {
    await upgraded.stop();
  }
});
