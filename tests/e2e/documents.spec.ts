import JSZip from 'jszip';
import { locales } from '@/lib/i18n/locale';
import { readPdf } from '../support/pdf';
import { missingFrom, sourceSentences } from '../support/source-note';
import { expect, test } from '../support/test';

for (const locale of locales) {
  test.describe(`the note in ${locale} as a file or on paper`, () => {
    test('downloads as a PDF from its page, and every sentence can be copied from the PDF', async ({
      site,
      page,
    }) => {
      await page.goto(`${site.origin}/${locale}`);
      const download = page.waitForEvent('download');
      await page.locator('main a[href$=".pdf"]').click();
      expect((await download).suggestedFilename()).toBe(`information-note-${locale}.pdf`);

      const response = await fetch(`${site.origin}/${locale}/note.pdf`);
      expect(response.headers.get('content-type')).toBe('application/pdf');
      const { text, pages } = await readPdf(new Uint8Array(await response.arrayBuffer()));
      expect(missingFrom(text, locale)).toEqual([]);
      for (const page of pages) expect(page).toContain(`${site.origin}/${locale}`);
    });

    test('downloads as a Word file from its page', async ({ site, page }) => {
      await page.goto(`${site.origin}/${locale}`);
      const download = page.waitForEvent('download');
      await page.locator('main a[href$=".docx"]').click();
      expect((await download).suggestedFilename()).toBe(`information-note-${locale}.docx`);

      const response = await fetch(`${site.origin}/${locale}/note.docx`);
      expect(response.headers.get('content-type')).toContain('wordprocessingml');
      const zip = await JSZip.loadAsync(await response.arrayBuffer());
      const body = await zip.file('word/document.xml')?.async('string');
      const text = body
        ?.replace(/<\/w:p>/g, '\n')
        .replace(/<[^>]+>/g, '')
        .replaceAll('&apos;', "'");
      expect(missingFrom(text ?? '', locale)).toEqual([]);
    });

    for (const format of ['pdf', 'docx']) {
      test(`the ${format} file is not sent again to a browser that has it`, async ({ site }) => {
        const address = `${site.origin}/${locale}/note.${format}`;
        const first = await fetch(address, { method: 'HEAD' });
        expect(first.status).toBe(200);
        expect(first.headers.get('cache-control')).toBe('public, max-age=60');
        const etag = first.headers.get('etag') ?? '';
        const secondResponse = await fetch(address, {
          headers: { 'if-none-match': etag },
          cache: 'no-store',
        });
        expect(secondResponse.status).toBe(304);
        expect(await secondResponse.text()).toBe('');
      });
    }

    test('prints in full on numbered A4 pages, without controls that only work on a screen', async ({
      site,
      page,
    }) => {
      await page.goto(`${site.origin}/${locale}`);
      const { text, pages, sizes } = await readPdf(await page.pdf({ preferCSSPageSize: true }));
      expect(new Set(sizes)).toEqual(new Set(['595 × 842']));
      if (locale === 'en') expect(missingFrom(text, 'en')).toEqual([]);
      else expect(lettersMissingFrom(text)).toEqual([]);
      for (const [index, page] of pages.entries()) expect(page.split(/\s+/)).toContain(String(index + 1));
      expect(text.split(`${site.origin}/${locale}`)).toHaveLength(2);
    });

    test('prints no navigation, and the programme as a table even on narrow screens', async ({
      site,
      page,
    }) => {
      await page.setViewportSize({ width: 390, height: 800 });
      await page.goto(`${site.origin}/${locale}`);
      await expect(page.locator('.print-only')).toBeHidden();
      await page.emulateMedia({ media: 'print' });
      expect(missingFrom(await page.locator('body').innerText(), locale)).toEqual([]);
      for (const hidden of [
        'nav',
        '.action',
        'main .notice',
        'header a',
        'footer a[href^="/"]',
        '.take-along a',
      ]) {
        for (const element of await page.locator(hidden).all()) await expect(element).toBeHidden();
      }
      await expect(page.locator('.print-only')).toContainText(`${site.origin}/${locale}`);
      await expect(page.locator('#agenda td').first()).toHaveCSS('display', 'table-cell');
      await expect(page.locator('#agenda tr').first()).toHaveCSS('break-inside', 'avoid');
      await expect(page.locator('body')).toHaveCSS('color', 'rgb(0, 0, 0)');
    });
  });
}

test('a language that the note does not have gives no file', async ({ site }) => {
  for (const name of ['note.pdf', 'note.docx']) {
    expect((await fetch(`${site.origin}/fr/${name}`)).status).toBe(404);
  }
});

/**
 * Chromium writes Arabic into PDFs in visual order and in presentation forms. PDF readers restore only part of it, so the
 * test compares which letters occur.
 */
function lettersMissingFrom(text: string): string[] {
  const count = (text: string) =>
    text
      .normalize('NFKC')
      .match(/\p{Script=Arabic}/gu)
      ?.reduce(
        (counts, letter) => counts.set(letter, (counts.get(letter) ?? 0) + 1),
        new Map<string, number>(),
      ) ?? new Map<string, number>();
  const shown = count(text);
  return [...count(sourceSentences('ar').join(' '))].flatMap(([letter, times]) =>
    (shown.get(letter) ?? 0) < times ? [letter] : [],
  );
}
