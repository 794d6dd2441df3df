import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { directionOf, locales, otherLocale } from '@/lib/i18n/locale';
import { shiftOf, watchShifts } from '../support/layout-shift';
import { Site } from '../support/site';
import { plain, sourceSentences } from '../support/source-note';
import { expect, expectFitForEveryone, test } from '../support/test';
import { untilElapsed } from '../support/timing';

const dubaiTime = { ar: 'بتوقيت دبي (غر', en: 'Dubai time (GM' };
/** Long enough (ms) for the browser to paint what has arrived so far. */
const PAUSE_MS = 700;

/** Serves the site through a network that pauses in each page just before `mark`. */
async function servePausing(site: string, mark: string) {
  const server = createServer(async ({ url }, response) => {
    const original = await fetch(`${site}${url}`);
    const type = original.headers.get('content-type') ?? '';
    const body = Buffer.from(await original.arrayBuffer());
    const pause = type.includes('text/html') ? body.indexOf(mark) : 0;
    if (pause < 0) throw new Error(`nowhere is ${mark}`);
    response.writeHead(original.status, { 'content-type': type });
    response.write(body.subarray(0, pause));
    if (pause > 0) await untilElapsed(PAUSE_MS);
    response.end(body.subarray(pause));
  }).listen(0);
  await once(server, 'listening');
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

for (const locale of locales) {
  test.describe(`the note in ${locale}`, () => {
    test.describe('with JavaScript off', () => {
      test.use({ javaScriptEnabled: false });

      test('shows every sentence of the note', async ({ page, site }) => {
        await page.goto(`${site.origin}/${locale}`);
        const shown = plain(await page.locator('body').innerText());
        const sentences = sourceSentences(locale);
        expect(sentences.length).toBeGreaterThan(45);
        expect(sentences.filter((sentence) => !shown.includes(sentence))).toEqual([]);
      });
    });

    test('states language and direction in the first bytes, and its address in the head', async ({
      site,
    }) => {
      const html = await (await fetch(`${site.origin}/${locale}`)).text();
      expect(html.slice(0, 120)).toContain(`<html lang="${locale}" dir="${directionOf(locale)}">`);
      const { origin } = site;
      for (const link of [
        `<link rel="canonical" href="${origin}/${locale}"/>`,
        `<link rel="alternate" hrefLang="ar" href="${origin}/ar"/>`,
        `<link rel="alternate" hrefLang="en" href="${origin}/en"/>`,
        `<link rel="alternate" hrefLang="x-default" href="${origin}/ar"/>`,
      ]) {
        expect(html).toContain(link);
      }
      expect(html).toMatch(/<title>[^<]{20,}<\/title>/);
      expect(html).toMatch(/<meta name="description" content="[^"]{60,}"/);
    });

    test('does not shift while it loads, wherever the network pauses at its top', async ({ page, site }) => {
      await watchShifts(page);
      const marks = ['<summary', '</summary>', '</details>', '<nav', dubaiTime[locale]];
      for (const mark of marks) {
        const network = await servePausing(site.origin, mark);
        for (const width of [1280, 412]) {
          await page.setViewportSize({ width, height: 800 });
          await page.goto(`${network.origin}/${locale}`, { waitUntil: 'load' });
          expect(await shiftOf(page), `a pause before ${mark} at ${width} px`).toBe(0);
        }
        network.stop();
      }
    });

    test('can be reached by keyboard: the first stop skips the header', async ({ page, site }) => {
      await page.goto(`${site.origin}/${locale}`);
      await page.keyboard.press('Tab');
      await expect(page.locator(':focus')).toHaveAttribute('href', '#content');
      await expect(page.locator(':focus')).toBeInViewport();
      await page.keyboard.press('Enter');
      await expect(page.locator('main:focus')).toHaveCount(1);
    });

    test('has a contents list that leads to each section', async ({ page, site }) => {
      await page.goto(`${site.origin}/${locale}`);
      const links = page.locator('nav ol a');
      await expect(links).toHaveCount(7);
      for (const href of await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')))) {
        await expect(page.locator(`section${href} h2`)).toBeVisible();
      }
    });

    test('can be read in the other language from the same page', async ({ page, site }) => {
      await page.goto(`${site.origin}/${locale}/rsvp`);
      await page.locator(`header a[hreflang=${otherLocale(locale)}]`).click();
      await expect(page).toHaveURL(`${site.origin}/${otherLocale(locale)}/rsvp`);
      await expect(page.locator('html')).toHaveAttribute('dir', directionOf(otherLocale(locale)));
    });

    test('is accessible', async ({ page, site }) => {
      for (const path of ['', '/privacy']) {
        await page.goto(`${site.origin}/${locale}${path}`);
        await expectFitForEveryone(page);
      }
    });
  });
}

test.describe('the agenda', () => {
  test('is a table with a caption and headers, and its times carry Dubai’s offset', async ({
    page,
    site,
  }) => {
    await page.goto(`${site.origin}/ar`);
    const table = page.locator('#agenda table');
    await expect(table.locator('caption')).toHaveText('البرنامج الأولي');
    await expect(table.locator('thead th[scope=col]')).toHaveText(['التوقيت (دبي)', 'العنوان', 'المتحدث']);
    await expect(table.locator('th[scope=rowgroup][colspan="3"]')).toHaveCount(4);
    await expect(table.locator('th[scope=row]')).toHaveCount(6);
    const opening = table.locator('th[scope=row]').first();
    await expect(opening).toHaveAttribute('rowspan', '2');
    await expect(opening.locator('time').first()).toHaveAttribute('datetime', '2024-02-13T09:00+04:00');
    await expect(table.locator('tr', { hasText: 'استراحة' }).locator('td')).toHaveAttribute('colspan', '2');
  });

  for (const [locale, isFirstLeft] of [
    ['ar', false],
    ['en', true],
  ] as const) {
    for (const width of [320, 1280]) {
      test(`shows the earlier time first in ${locale} at ${width} px, and never reverses a range`, async ({
        page,
        site,
      }) => {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(`${site.origin}/${locale}`);
        for (const range of await page.locator('#agenda th[scope=row]').all()) {
          const [from, to] = await range.locator('time').all();
          const [left, right] = [await from?.boundingBox(), await to?.boundingBox()];
          if (!left || !right) throw new Error('a time is not shown');
          expect(left.x < right.x).toBe(isFirstLeft);
          expect(Math.abs(left.y - right.y)).toBeLessThan(1);
        }
        await expect(page.locator('#agenda time').first()).toHaveCSS('direction', 'ltr');
      });
    }
  }

  test('reads as a list of cards on a phone, with the roles of a table', async ({ page, site }) => {
    await page.setViewportSize({ width: 320, height: 800 });
    await page.goto(`${site.origin}/ar`);
    await expect(page.locator('#agenda td').first()).toHaveCSS('display', 'block');
    await expect(page.getByRole('table')).toHaveCount(1);
    await expect(page.getByRole('table').getByRole('columnheader')).toHaveCount(3);
    await expect(page.locator('#agenda .agenda-label').first()).toBeVisible();
    // Time, topic and speakers each take the full width of the card.
    const widths = await page
      .locator('#agenda tbody :is(th, td):not(:empty)')
      .evaluateAll((cells) =>
        cells.map((cell) => [(cell as HTMLElement).offsetWidth, cell.parentElement?.clientWidth]),
      );
    for (const [cell, row] of widths) expect(cell).toBe(row);
  });
});

test.describe('addresses', () => {
  test('an address without a language leads to Arabic, whatever the browser prefers', async ({ site }) => {
    const response = await fetch(`${site.origin}/`, {
      redirect: 'manual',
      headers: { 'accept-language': 'en' },
    });
    expect([302, 307]).toContain(response.status);
    expect(response.headers.get('location')).toBe('/ar');
  });

  for (const path of ['/fr', '/de/rsvp', '/ar/nothing', '/en/admin/nothing', '/nothing.html']) {
    test(`${path} is answered as unknown in both languages`, async ({ page, site }) => {
      const response = await page.goto(site.origin + path);
      expect(response?.status()).toBe(404);
      await expect(page.locator('section[lang=ar]')).toContainText('الصفحة غير موجودة');
      await expect(page.locator('section[lang=en]')).toContainText('Page not found');
      expect(response?.headers()['content-security-policy']).toMatch(/script-src 'self' '(sha256|nonce)-/);
      // All unknown addresses get the same page, so one check is enough.
      if (path === '/ar/nothing') await expectFitForEveryone(page);
    });
  }
});

test.describe('over time', () => {
  const closed = 'أُغلق باب تأكيد المشاركة بنهاية يوم الأربعاء 24 كانون الثاني/يناير 2024';
  /** From when on, what the note says in each language, and what the page of the form says. */
  const states = [
    [
      '2024-01-25T00:00:00+04:00',
      closed,
      'Confirmation of participation closed at the end of Wednesday, 24 January 2024',
      closed,
    ],
    ['2024-02-13T09:00:00+04:00', 'بدأ الاجتماع الساعة 9:00', 'The meeting began at 9:00', closed],
    [
      '2024-02-13T12:30:00+04:00',
      'انعقد الاجتماع في دبي',
      'The meeting was held in Dubai',
      'انعقد الاجتماع في دبي',
    ],
  ] as const;
  for (const [clock, arabic, english, form] of states) {
    test(`at ${clock} the pages state what is closed or over, and the note stays`, async ({ page, lend }) => {
      const site = await lend({ clock });
      await page.goto(`${site.origin}/ar`);
      await expect(page.locator('main')).toContainText(arabic);
      await expect(page.locator('#agenda')).toBeVisible();
      await expect(page.locator('a[href="/ar/rsvp"]')).toHaveCount(0);
      await page.goto(`${site.origin}/en`);
      await expect(page.locator('main')).toContainText(english);
      await page.goto(`${site.origin}/ar/rsvp`);
      await expect(page.locator('main')).toContainText(form);
      await expect(page.locator('form')).toHaveCount(0);
      await expectFitForEveryone(page);
    });
  }

  test('on the day of the meeting the agenda says what is under way', async ({ page, lend, site }) => {
    const onTheDay = await lend({ clock: '2024-02-13T11:20:00+04:00' });
    for (const [locale, word, title] of [
      ['ar', 'يجري الآن', 'مداخلات من الدول العربية'],
      ['en', 'Under way now', 'Presentations from the Arab States'],
    ] as const) {
      await page.goto(`${onTheDay.origin}/${locale}`);
      const current = page.locator('#agenda tr[aria-current=time]');
      await expect(current).toHaveCount(1);
      await expect(current).toContainText(title);
      await expect(current.getByText(word)).toBeVisible();
      await expectFitForEveryone(page);
      await page.emulateMedia({ media: 'print' });
      await expect(current.getByText(word)).toBeHidden();
      await page.emulateMedia({ media: null });
      await page.goto(`${site.origin}/${locale}`);
      await expect(page.locator('[aria-current=time]')).toHaveCount(0);
    }
  });

  test('follows the device’s dark mode, and prints on white', async ({ page, site }) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`${site.origin}/ar`);
    await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(19, 20, 23)');
    await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
    await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(255, 255, 255)');
    await expect(page.locator('html')).toHaveCSS('color-scheme', 'light');
  });

  test('two processes of one build do not show each other’s pages', async ({ lend, site: openSite }) => {
    const closedSite = await lend({ clock: '2024-02-13T12:30:00+04:00' });
    for (let round = 0; round < 2; round++) {
      expect(await (await fetch(`${closedSite.origin}/en`)).text()).toContain(
        'The meeting was held in Dubai',
      );
      const page = await (await fetch(`${openSite.origin}/en`)).text();
      expect(page).toContain('Participation can be confirmed until the end of');
      expect(page).toContain(`<link rel="canonical" href="${openSite.origin}/en"/>`);
    }
  });

  test('no page is more than twenty seconds old, and every response has a strict content security policy', async () => {
    // A new site, because the first response after a start is one of those tested.
    const site = await Site.start({ clock: '2024-01-24T23:59:40+04:00' });
    const visit = async () => {
      const response = await fetch(`${site.origin}/en`);
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(
        /default-src 'none'; object-src 'none'; script-src 'self' 'sha256-[^;]+; style-src 'self';/,
      );
      expect(policy).not.toContain('unsafe');
      return { state: response.headers.get('x-nextjs-cache'), text: await response.text() };
    };
    try {
      // Pages that the build rendered are not served, even if they are new.
      const first = await visit();
      expect(first.state).toBe('MISS');
      expect(first.text).toContain(
        'Participation can be confirmed until the end of Wednesday, 24 January 2024',
      );
      expect((await visit()).state).toBe('HIT');

      await untilElapsed(20_500); // a quiet night: no request refreshes the page
      const afterwards = await visit();
      expect(afterwards.text).toContain(
        'Confirmation of participation closed at the end of Wednesday, 24 January 2024',
      );
      expect(afterwards.text).not.toContain('Participation can be confirmed');
      expect((await visit()).state).toBe('HIT');
    } finally {
      await site.stop();
    }
  });
});
