import { readFile } from 'node:fs/promises';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { Page } from '@playwright/test';
import jsQR from 'jsqr';
import { directionOf, locales, otherLocale } from '@/lib/i18n/locale';
import { afterDeadline } from '../support/deadline';
import { expect, expectFitForEveryone, test } from '../support/test';

async function scanned(picture: Buffer): Promise<string | undefined> {
  const image = await loadImage(picture);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return jsQR(context.getImageData(0, 0, image.width, image.height).data, image.width, image.height)?.data;
}

const words = {
  ar: {
    copy: 'نسخ رابط المذكرة بالعربية',
    copied: 'نُسخ النص.',
    selected: 'فحُدِّد النص',
    code: 'رمز الاستجابة السريعة الذي يؤدي إلى المذكرة بالعربية',
    download: 'تنزيل الرمز بالعربية',
    deadline: 'حتى نهاية يوم الأربعاء 24 كانون الثاني/يناير 2024',
    letter: 'تحية طيبة وبعد،',
  },
  en: {
    copy: 'Copy Address of the note in English',
    copied: 'The text was copied.',
    selected: 'so it was selected',
    code: 'QR code that leads to the note in English',
    download: 'Download the code in English',
    deadline: 'until the end of Wednesday, 24 January 2024',
    letter: 'Dear Sir or Madam,',
  },
};

const selected = (page: Page) => page.evaluate(() => getSelection()?.toString().trim());

for (const locale of locales) {
  const texts = words[locale];
  test.describe(`sharing the note in ${locale}`, () => {
    test('the address can be copied', async ({ page, context, site }) => {
      await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: site.origin });
      await page.goto(`${site.origin}/${locale}/share`);
      await page.getByRole('button', { name: texts.copy, exact: true }).click();
      await expect(page.locator('#address').getByRole('status').first()).toContainText(texts.copied);
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${site.origin}/${locale}`);

      await page.getByRole('button', { name: texts.copy, exact: true }).focus();
      await page.keyboard.press('Enter');
      await expect(page.locator('#address').getByRole('status').first()).toHaveText(/\u00a0$/);
    });

    test('in a browser without a clipboard the address is copied, or selected where copying is not allowed', async ({
      page,
      site,
    }) => {
      await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
      await page.goto(`${site.origin}/${locale}/share`);
      const copy = page.getByRole('button', { name: texts.copy, exact: true });
      const status = page.locator('#address').getByRole('status').first();
      await copy.click();
      await expect(status).toContainText(texts.copied);

      await page.evaluate(() => {
        getSelection()?.removeAllRanges();
        document.execCommand = () => false;
      });
      await copy.click();
      await expect(status).toContainText(texts.selected);
      expect(await selected(page)).toBe(`${site.origin}/${locale}`);
    });

    test('the address stays visible and selected when the browser refuses the clipboard', async ({
      page,
      site,
    }) => {
      await page.addInitScript(() => {
        navigator.clipboard.writeText = () => Promise.reject(new DOMException('', 'NotAllowedError'));
        document.execCommand = () => false;
      });
      await page.goto(`${site.origin}/${locale}/share`);
      await page.getByRole('button', { name: texts.copy, exact: true }).click();
      expect(await selected(page)).toBe(`${site.origin}/${locale}`);
      await expect(page.locator('#address').getByRole('status').first()).toContainText(texts.selected);
    });

    test('the QR code can be scanned from the screen, in light and forced colours, and downloaded for print', async ({
      page,
      site,
    }) => {
      await page.goto(`${site.origin}/${locale}/share`);
      const code = page.getByRole('img', { name: texts.code, exact: true });
      expect(await scanned(await code.screenshot())).toBe(`${site.origin}/${locale}`);
      await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
      expect(await scanned(await code.screenshot())).toBe(`${site.origin}/${locale}`);
      await expect(page.locator('#code')).toContainText(`${site.origin}/${locale}`);

      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: texts.download, exact: true }).click(),
      ]);
      expect(download.suggestedFilename()).toBe(`arab-egov-directors-11-qr-${locale}.png`);
      expect(await scanned(await readFile(await download.path()))).toBe(`${site.origin}/${locale}`);
    });

    test('the ready texts name the deadline in both languages, and links to services carry them', async ({
      page,
      site,
    }) => {
      await page.goto(`${site.origin}/${locale}/share`);
      for (const textLocale of locales) {
        const letter = page.locator(`#letter-${textLocale}`);
        await expect(letter).toContainText(words[textLocale].letter);
        await expect(letter).toHaveAttribute('lang', textLocale);
        await expect(letter).toHaveAttribute('dir', directionOf(textLocale));
        for (const kind of ['letter', 'chat', 'post']) {
          const text = page.locator(`#${kind}-${textLocale}`);
          await expect(text).toContainText(words[textLocale].deadline);
          await expect(text).toContainText(`${site.origin}/${textLocale}`);
        }
      }
      const links = page.locator('#send a');
      await expect(links).toHaveCount(4);
      for (const link of await links.all()) {
        await expect(link).toHaveAttribute('rel', 'noopener noreferrer');
        const address = decodeURIComponent((await link.getAttribute('href')) ?? '');
        expect(address).toContain(`${site.origin}/${locale}`);
        if (!address.includes('linkedin')) expect(address).toContain(texts.deadline);
      }
    });

    test('the preview shows exactly the words in the head of the note', async ({ page, site }) => {
      await page.goto(`${site.origin}/${locale}/share`);
      const card = page.locator(`.share-preview[lang=${locale}]`);
      const shown = {
        text: await card.innerText(),
        alt: await card.locator('img').getAttribute('alt'),
        src: await card.locator('img').getAttribute('src'),
      };
      await card.scrollIntoViewIfNeeded();
      await expect
        .poll(() => card.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth))
        .toBe(1200);
      await page.goto(`${site.origin}/${locale}`);
      const meta = (name: string) =>
        page.locator(`meta[property="${name}"], meta[name="${name}"]`).getAttribute('content');
      expect(shown.text).toContain(await meta('og:title'));
      expect(shown.text).toContain(await meta('og:description'));
      expect(shown.text).toContain(new URL(site.origin).host);
      expect(shown.alt).toBe(await meta('og:image:alt'));
      expect(`${site.origin}${shown.src}`).toBe(await meta('og:image'));
    });

    test('the device’s own share dialog is offered where it exists, and only there', async ({
      page,
      site,
    }) => {
      await page.addInitScript(() => {
        Object.defineProperty(Navigator.prototype, 'share', { value: undefined, configurable: true });
      });
      await page.goto(`${site.origin}/${locale}/share`);
      await expect(page.getByRole('button', { name: texts.copy, exact: true })).toBeVisible();
      await expect(page.locator('#send button')).toHaveCount(0);

      await page.addInitScript(() => {
        Object.defineProperty(Navigator.prototype, 'share', {
          configurable: true,
          value: async (content: ShareData) => {
            document.title = JSON.stringify(content);
          },
        });
      });
      await page.reload();
      await page.locator('#send button').click();
      await expect(page).toHaveTitle(new RegExp(`"url":"${site.origin}/${locale}"`));
    });

    test('everything is large enough to touch, and accessible', async ({ page, site }) => {
      await page.goto(`${site.origin}/${locale}/share`);
      await expect(page.getByRole('button', { name: texts.copy, exact: true })).toBeVisible();
      await expectFitForEveryone(page);
      await page.setViewportSize({ width: 320, height: 800 });
      const controls = page.locator('main :is(a, button)');
      expect(await controls.count()).toBeGreaterThan(14);
      for (const control of await controls.all()) {
        expect((await control.boundingBox())?.height).toBeGreaterThanOrEqual(44);
      }
    });

    test.describe('with JavaScript off', () => {
      test.use({ javaScriptEnabled: false });

      test('everything can be read and selected, and no button is dead', async ({ page, site }) => {
        await page.goto(`${site.origin}/${locale}/share`);
        await expect(page.locator('main button')).toHaveCount(0);
        await expect(page.locator(`#letter-${otherLocale(locale)}`)).toBeVisible();
        await expect(page.getByRole('img', { name: texts.code, exact: true })).toBeVisible();
        await expect(page.locator(`#address-${locale}`)).toHaveText(`${site.origin}/${locale}`);
        // One click selects the whole text: the style sheet does it.
        await expect(page.locator(`#letter-${locale}`)).toHaveCSS('user-select', 'all');
      });
    });
  });
}

test('one click on a text selects all of it', async ({ page, site }) => {
  await page.goto(`${site.origin}/ar/share`);
  await page.locator('#chat-en').click();
  expect(await selected(page)).toBe((await page.locator('#chat-en').textContent())?.trim());
});

test('after the deadline no text asks anybody to confirm', async ({ page, lend }) => {
  const site = await lend({ clock: afterDeadline });
  await page.goto(`${site.origin}/ar/share`);
  for (const kind of ['letter', 'chat', 'post']) {
    await expect(page.locator(`#${kind}-ar`)).toContainText('أُغلق باب تأكيد المشاركة بنهاية يوم الأربعاء 24');
    await expect(page.locator(`#${kind}-en`)).toContainText(
      'closed at the end of Wednesday, 24 January 2024',
    );
  }
  await expect(page.locator('main')).not.toContainText('حتى نهاية يوم');
});

test.describe('a program that follows the link', () => {
  const tags = (html: string) =>
    [...html.matchAll(/<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)"/g)].map(
      ([, name = '', content = '']): [string, string] => [name, content],
    );

  for (const locale of locales) {
    for (const path of ['', '/rsvp', '/share', '/privacy', '/accessibility']) {
      test(`finds the preview of /${locale}${path}, each fact once, with absolute addresses`, async ({
        site,
      }) => {
        const html = await (await fetch(`${site.origin}/${locale}${path}`)).text();
        const found = new Map(tags(html));
        expect(tags(html)).toHaveLength(found.size);
        expect([...found.keys()].sort()).toEqual([
          ...['og:description', 'og:image', 'og:image:alt', 'og:image:height', 'og:image:type'],
          ...['og:image:width', 'og:locale', 'og:locale:alternate', 'og:site_name', 'og:title', 'og:type'],
          ...['og:url', 'twitter:card', 'twitter:description', 'twitter:image', 'twitter:image:alt'],
          'twitter:title',
        ]);
        expect(found.get('og:url')).toBe(`${site.origin}/${locale}${path}`);
        expect(found.get('og:description')?.length).toBeGreaterThan(40);
        expect(found.get('twitter:card')).toBe('summary_large_image');
        for (const name of ['og:image', 'twitter:image']) {
          expect(found.get(name)).toBe(`${site.origin}/${locale}/preview.png`);
        }
      });
    }

    test(`gets the picture in ${locale} in the announced size and format`, async ({ site }) => {
      const response = await fetch(`${site.origin}/${locale}/preview.png`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('image/png');
      expect(response.headers.get('cache-control')).toContain('public');
      const { width, height } = await loadImage(Buffer.from(await response.arrayBuffer()));
      expect([width, height]).toEqual([1200, 630]);
    });

    test(`reads the meeting in ${locale} as structured data, which the page’s policy allows`, async ({
      page,
      site,
    }) => {
      await page.goto(`${site.origin}/${locale}`);
      const scripts = page.locator('script[type="application/ld+json"]');
      await expect(scripts).toHaveCount(1);
      const event = JSON.parse((await scripts.textContent()) ?? '');
      expect(event).toMatchObject({
        '@type': 'Event',
        startDate: '2024-02-13T09:00:00+04:00',
        url: `${site.origin}/${locale}`,
        image: [`${site.origin}/${locale}/preview.png`],
      });
    });
  }

  test('finds no preview on personal pages, which search engines must not list', async ({ site }) => {
    for (const path of ['/ar/rsvp/thanks', '/en/admin/sign-in', '/ar/registration/unknown']) {
      const html = await (await fetch(site.origin + path)).text();
      expect(tags(html), path).toEqual([]);
      expect(html).toContain('<meta name="robots" content="noindex');
    }
  });

  test('gets no picture in an unknown language', async ({ site }) => {
    for (const path of ['/fr/preview.png', '/fr/qr.png']) {
      expect((await fetch(site.origin + path)).status).toBe(404);
    }
  });

  test('finds in robots.txt and the sitemap what may be listed, with this site’s address', async ({
    site,
  }) => {
    const robots = await (await fetch(`${site.origin}/robots.txt`)).text();
    expect(robots).toContain(`Sitemap: ${site.origin}/sitemap.xml`);
    for (const path of ['/ar/admin', '/en/admin']) expect(robots).toContain(`Disallow: ${path}`);
    // A crawler that may not fetch a personal page would never read its noindex.
    expect(robots).not.toContain('/registration');

    const sitemap = await (await fetch(`${site.origin}/sitemap.xml`)).text();
    const listed = [...sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address = '']) => address);
    expect(listed).toContain(`${site.origin}/ar`);
    expect(listed).toContain(`${site.origin}/en/share`);
    for (const address of listed) expect((await fetch(address)).status, address).toBe(200);
    const alternates = [...sitemap.matchAll(/hreflang="([^"]+)" href="([^"]+)"/g)];
    expect(alternates).toHaveLength(listed.length * 3);
    for (const [, , address] of alternates) expect(listed).toContain(address);
  });

  test('finds a manifest in Arabic whose icons exist', async ({ page, site }) => {
    await page.goto(`${site.origin}/ar`);
    const address = await page.locator('link[rel=manifest]').getAttribute('href');
    const response = await fetch(new URL(address ?? '', site.origin));
    expect(response.headers.get('content-type')).toContain('application/manifest+json');
    const manifest = await response.json();
    expect(manifest).toMatchObject({ lang: 'ar', dir: 'rtl', start_url: '/ar' });
    expect(manifest.icons.some(({ purpose }: { purpose?: string }) => purpose === 'maskable')).toBe(true);
    const touch = await page.locator('link[rel=apple-touch-icon]').getAttribute('href');
    for (const { src, type } of [...manifest.icons, { src: touch, type: 'image/png' }]) {
      const icon = await fetch(new URL(src, site.origin));
      expect(icon.status, src).toBe(200);
      expect(icon.headers.get('content-type')).toContain(type);
    }
  });
});
