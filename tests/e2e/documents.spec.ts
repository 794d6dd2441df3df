import JSZip from 'jszip';
import { locales } from '@/lib/i18n/locale';
import { readPdf } from '../support/pdf';
import { missingFrom, sourceSentences } from '../support/source-note';
import { expect, test } from '../support/test';

for (const locale of locales) {
  test.describe(`the note in ${locale} to take along`, () => {
    test('is downloaded as a PDF from its page, and every sentence can be copied from it', async ({
      site,
      page,
    }) => {
      await page.goto(`${site.origin}/${locale}`);
      const download = page.waitForEvent('download');
      await page.locator('main a[href$=".pdf"]').click();
      expect((await download).suggestedFilename()).toBe(`information-note-${locale}.pdf`);

      const answer = await fetch(`${site.origin}/${locale}/note.pdf`);
      expect(answer.headers.get('content-type')).toBe('application/pdf');
      const { text, pages } = await readPdf(new Uint8Array(await answer.arrayBuffer()));
      expect(missingFrom(text, locale)).toEqual([]);
      for (const each of pages) expect(each).toContain(`${site.origin}/${locale}`);
    });

    test('is downloaded as a Word file from its page', async ({ site, page }) => {
      await page.goto(`${site.origin}/${locale}`);
      const download = page.waitForEvent('download');
      await page.locator('main a[href$=".docx"]').click();
      expect((await download).suggestedFilename()).toBe(`information-note-${locale}.docx`);

      const answer = await fetch(`${site.origin}/${locale}/note.docx`);
      expect(answer.headers.get('content-type')).toContain('wordprocessingml');
      const zip = await JSZip.loadAsync(await answer.arrayBuffer());
      const body = await zip.file('word/document.xml')?.async('string');
      const text = body
        ?.replace(/<\/w:p>/g, '\n')
        .replace(/<[^>]+>/g, '')
        .replaceAll('&apos;', "'");
      expect(missingFrom(text ?? '', locale)).toEqual([]);
    });

    for (const format of ['pdf', 'docx']) {
      test(`is not sent again as ${format} to whoever has it`, async ({ site }) => {
        const address = `${site.origin}/${locale}/note.${format}`;
        const first = await fetch(address, { method: 'HEAD' });
        expect(first.status).toBe(200);
        expect(first.headers.get('cache-control')).toBe('public, max-age=60');
        const etag = first.headers.get('etag') ?? '';
        const again = await fetch(address, { headers: { 'if-none-match': etag }, cache: 'no-store' });
        expect(again.status).toBe(304);
        expect(await again.text()).toBe('');
      });
    }

    test('is printed whole on numbered pages of A4, without what only a screen needs', async ({
      site,
      page,
    }) => {
      await page.goto(`${site.origin}/${locale}`);
      const { text, pages, sizes } = await readPdf(await page.pdf({ preferCSSPageSize: true }));
      expect(new Set(sizes)).toEqual(new Set(['595 × 842']));
      if (locale === 'en') expect(missingFrom(text, 'en')).toEqual([]);
      else expect(lettersMissingFrom(text)).toEqual([]);
      for (const [index, each] of pages.entries()) expect(each.split(/\s+/)).toContain(String(index + 1));
      expect(text.split(`${site.origin}/${locale}`)).toHaveLength(2);
    });

    test('shows on paper nothing that leads on, and the programme as a table however narrow', async ({
      site,
      page,
    }) => {
      await page.setViewportSize({ width: 390, height: 800 });
      await page.goto(`${site.origin}/${locale}`);
      await expect(page.locator('.print-only')).toBeHidden();
      await page.emulateMedia({ media: 'print' });
      expect(missingFrom(await page.locator('body').innerText(), locale)).toEqual([]);
      for (const gone of [
        'nav',
        '.action',
        'main .notice',
        'header a',
        'footer a[href^="/"]',
        '.take-along a',
      ]) {
        for (const each of await page.locator(gone).all()) await expect(each).toBeHidden();
      }
      await expect(page.locator('.print-only')).toContainText(`${site.origin}/${locale}`);
      await expect(page.locator('#agenda td').first()).toHaveCSS('display', 'table-cell');
      await expect(page.locator('#agenda tr').first()).toHaveCSS('break-inside', 'avoid');
      await expect(page.locator('body')).toHaveCSS('color', 'rgb(0, 0, 0)');
    });
  });
}

test('there is no file in a language that the note does not have', async ({ site }) => {
  for (const name of ['note.pdf', 'note.docx']) {
    expect((await fetch(`${site.origin}/fr/${name}`)).status).toBe(404);
  }
});

/**
 * Chromium writes Arabic as it is seen, from left to right and in the shapes of its letters, and readers put only some of
 * it in order: what is there is counted by its letters.
 */
function lettersMissingFrom(text: string): string[] {
  const count = (given: string) =>
    given
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
