import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { locales } from '@/lib/i18n/locale';
import { agenda } from '@/lib/meeting/content/agenda';
import { facts } from '@/lib/meeting/content/facts';
import { sections } from '@/lib/meeting/content/sections';
import { contact } from '../support/site';
import { dividedWords, expect, test } from '../support/test';

const publicPages = ['', '/rsvp', '/registration', '/share', '/privacy', '/accessibility'];

/** Nothing is wider than the screen, and no box clips its content. Text for screen readers only is exempt. */
async function expectNothingClipped(page: Page, message: string) {
  const found = await page.evaluate(() => {
    const cut = [...document.querySelectorAll<HTMLElement>('body *')].filter((element) => {
      const { overflow, textOverflow } = getComputedStyle(element);
      const { width, height } = element.getBoundingClientRect();
      if (overflow === 'visible' || width <= 1 || height <= 1) return false;
      if (overflow === 'auto' || overflow === 'scroll') return false;
      // Text fields scroll by themselves.
      if (element.matches('input, select, option, svg, svg *')) return false;
      return (
        element.scrollWidth > element.clientWidth + 1 ||
        element.scrollHeight > element.clientHeight + 1 ||
        textOverflow === 'ellipsis'
      );
    });
    return {
      cut: cut.map((element) => element.outerHTML.slice(0, 120)),
      sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    };
  });
  expect(found, message).toEqual({ cut: [], sideways: 0 });
}

/** Zoom of 200 and 400 per cent on a screen of 1280 pixels. */
async function expectReadableEnlarged(page: Page) {
  for (const width of [640, 320]) {
    await page.setViewportSize({ width, height: 256 });
    await expectNothingClipped(page, `at ${width} px`);
  }
}

async function expectNoDividedWord(page: Page) {
  // Texts that appear in other programs may be divided.
  const otherPrograms = '.copyable-text, .share-preview *';
  const ownTexts = `main :is(h1, h2, h3, p, li, th, td, dt, dd, label, .hint):not(${otherPrograms}), footer p`;
  for (let width = 320; width <= 480; width += 10) {
    await page.setViewportSize({ width, height: 800 });
    expect(await dividedWords(page.locator(ownTexts)), `at ${width} px`).toEqual([]);
  }
}

/** Wider lines, letters, words and paragraphs, as a reader's own style sheet sets them: WCAG 1.4.12. */
async function expectReadableSpaced(page: Page) {
  // The page's policy forbids a style element. A browser extension is not bound by the policy, nor is this sheet.
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
      p { margin-block-end: 2em !important }`);
    document.adoptedStyleSheets = [sheet];
  });
  await expect(page.locator('h1').first()).not.toHaveCSS('letter-spacing', 'normal');
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await expectNothingClipped(page, `with wider spaces at ${width} px`);
  }
  await page.evaluate(() => {
    document.adoptedStyleSheets = [];
  });
}

/** Controls and the focus stay visible in forced colours. */
async function expectSeenInForcedColours(page: Page) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ forcedColors: 'active', colorScheme });
    const unseen = await page
      .locator('.action, .form-field :is(input, select):not([type=hidden])')
      .evaluateAll((all) =>
        all
          .filter((element) => {
            const { borderTopStyle, borderTopWidth, borderTopColor } = getComputedStyle(element);
            const behind = getComputedStyle(document.body).backgroundColor;
            return borderTopStyle === 'none' || borderTopWidth === '0px' || borderTopColor === behind;
          })
          .map((element) => element.outerHTML.slice(0, 120)),
      );
    expect(unseen).toEqual([]);
    await page.keyboard.press('Tab');
    await expect(page.locator(':focus')).toHaveCSS('outline-style', 'solid');
  }
  await page.emulateMedia({ forcedColors: null, colorScheme: null });
}

async function expectNothingMoving(page: Page) {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((element) => {
        const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(element);
        return (
          transitionDuration.split(', ').some((duration) => Number.parseFloat(duration) > 0) ||
          animationName !== 'none' ||
          scrollBehavior === 'smooth'
        );
      })
      .map((element) => element.outerHTML.slice(0, 120)),
  );
  expect(moving).toEqual([]);
  // No page redirects by itself.
  await expect(page.locator('meta[http-equiv=refresh]')).toHaveCount(0);
  await page.emulateMedia({ reducedMotion: null });
}

/** Every target on a phone is at least 44 pixels high, except links within sentences. */
async function expectEasyToHit(page: Page) {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.locator('details.display > summary').click();
  const small = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, summary, label:has(input)')]
      .filter((element) => element.checkVisibility() && !element.closest('[aria-hidden=true]'))
      .filter((element) => !(element.matches('input') && element.closest('label')))
      .filter((element) => {
        const sentence = element.closest('p, li, dd, td')?.textContent?.trim() ?? '';
        return !(element.matches('a') && sentence.length > (element.textContent?.trim().length ?? 0));
      })
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => Math.min(box.width, box.height) < 43.5)
      .map(({ element, box }) => `${box.width} × ${box.height}: ${element.outerHTML.slice(0, 160)}`),
  );
  expect(small).toEqual([]);
  await page.locator('details.display > summary').click();
}

const promises = {
  'is readable at 200 and 400 per cent': expectReadableEnlarged,
  'has no divided word on any phone': expectNoDividedWord,
  'is readable with wider lines, letters, words and paragraphs': expectReadableSpaced,
  'shows its controls and the focus in forced colours': expectSeenInForcedColours,
  'has no motion when the reader prefers reduced motion': expectNothingMoving,
  'has nothing too small for a finger': expectEasyToHit,
};

// Each page is loaded once for all checks.
for (const locale of locales) {
  for (const path of publicPages) {
    test(`everyone can read, see and touch all of /${locale}${path}, on any screen`, async ({
      page,
      site,
    }) => {
      await page.goto(`${site.origin}/${locale}${path}`);
      // Wait for what only scripts add.
      await expect(page.locator('details.display')).toBeVisible();
      for (const [promise, holds] of Object.entries(promises)) await test.step(promise, () => holds(page));
    });
  }
}

test('the Tab key goes through the note and the form in order, always visible, and out again', async ({
  page,
  site,
}) => {
  for (const { width, height } of [
    { width: 390, height: 500 },
    { width: 1280, height: 600 },
  ]) {
    await page.setViewportSize({ width, height });
    for (const path of ['/ar', '/en/rsvp']) {
      await page.goto(site.origin + path);
      await expect(page.locator('details.display')).toBeVisible();
      // A font that arrives later changes the height of lines, and moves what was scrolled into view.
      await page.evaluate(async () => void (await document.fonts.ready));
      const stops: string[] = [];
      for (let presses = 0; presses < 80; presses++) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(async () => {
          const focused = document.activeElement;
          if (!focused || focused === document.body) return null;
          const isInSight = () => {
            const { top, bottom } = focused.getBoundingClientRect();
            return top >= -1 && bottom <= innerHeight + 1;
          };
          // Browsers scroll smoothly to the focused element.
          for (let frames = 0; frames < 120 && !isInSight(); frames++)
            await new Promise(requestAnimationFrame);
          const { left, right, top, bottom } = focused.getBoundingClientRect();
          const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
          const all = [...document.querySelectorAll('*')];
          return {
            place: all.indexOf(focused),
            name: focused.outerHTML.slice(0, 100),
            isSeen: focused.contains(there) || there?.contains(focused) === true,
            outline: getComputedStyle(focused).outlineStyle,
            isInSight: isInSight() ? true : `${top} to ${bottom} of ${innerHeight}`,
          };
        });
        if (!at) break;
        expect(at, at.name).toMatchObject({ isSeen: true, isInSight: true, outline: 'solid' });
        stops.push(String(at.place).padStart(6));
      }
      expect(stops.length, path).toBeGreaterThan(10);
      expect(stops.length, `the Tab key leaves ${path}`).toBeLessThan(80);
      expect(stops).toEqual([...new Set(stops)].sort());
    }
  }
});

test('the edges of fields and of the focus contrast with their surroundings', async ({ page, site }) => {
  await page.goto(`${site.origin}/ar/rsvp`);
  for (const field of await page.locator('.form-field :is(input, select)').all()) {
    await field.focus();
    const contrasts = await field.evaluate((element) => {
      const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
      const luminance = (color: string) => {
        if (!context) throw new Error('no canvas');
        context.fillStyle = color;
        context.fillRect(0, 0, 1, 1);
        const [red = 0, green = 0, blue = 0] = [...context.getImageData(0, 0, 1, 1).data]
          .map((part) => part / 255)
          .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      const background = luminance(getComputedStyle(document.body).backgroundColor);
      const against = (color: string) => {
        const [dark = 0, light = 0] = [luminance(color), background].sort((a, b) => a - b);
        return (light + 0.05) / (dark + 0.05);
      };
      const focused = getComputedStyle(element).outlineColor;
      (element as HTMLElement).blur();
      return [against(focused), against(getComputedStyle(element).borderTopColor)];
    });
    for (const contrast of contrasts) expect(contrast).toBeGreaterThanOrEqual(3);
  }
});

for (const locale of locales) {
  const words = JSON.parse(readFileSync(`messages/${locale}.json`, 'utf8'));
  const t = (key: string): string => key.split('.').reduce((node, step) => node[step], words);
  const header = `
    - link "${t('site.skip')}"
    - banner:
      - navigation "${t('site.mainNavigation')}":
        - list:
          - listitem:
            - link "${t('site.note')}"
          - listitem:
            - link "${t('site.agenda')}"
          - listitem:
            - link "${t('site.confirm')}"`;
  const footer = `
    - contentinfo:
      - paragraph: ${facts.fullTitle[locale]}
      - paragraph:
        - link "${contact}"
      - navigation "${t('site.footerNavigation')}":
        - list:
          - listitem:
            - link "${t('site.lostLink')}"
          - listitem:
            - link "${t('share.title')}"
          - listitem:
            - link "${t('site.privacy')}"
          - listitem:
            - link "${t('site.accessibility')}"`;

  test(`a screen reader finds the structure of the note in ${locale}`, async ({ page, site }) => {
    await page.goto(`${site.origin}/${locale}`);
    await expect(page.locator('body')).toMatchAriaSnapshot(`${header}
    - main:
      - 'heading "${facts.title[locale]} ${facts.numberMark[locale]}" [level=1]'
      - region "${t('invitation.openHeading')}":
        - heading "${t('invitation.openHeading')}" [level=2]
        - link "${t('invitation.openButton')}"
      - navigation "${t('note.contents')}":
        - list:${sections
          .map(
            ({ heading }) => `
          - listitem:
            - link "${heading[locale]}"`,
          )
          .join('')}${sections
          .map(
            ({ heading }) => `
      - region "${heading[locale]}":
        - heading "${heading[locale]}" [level=2]`,
          )
          .join('')}
        - table "${agenda.caption[locale]}":
          - rowgroup:
            - row:${Object.values(agenda.columns)
              .map(
                (column) => `
              - columnheader "${column[locale]}"`,
              )
              .join('')}
          - rowgroup:
            - row:
              - rowheader /9:00.+9:15/
              - cell
              - cell${footer}`);
  });

  test(`a screen reader reads the form in ${locale}, with each error at its field`, async ({
    page,
    site,
  }) => {
    const field = (name: 'fullName' | 'jobTitle' | 'email' | 'presentationTitle' | 'organization') =>
      t(`fields.${name}`);
    const optional = (label: string) => `${label} ${t('site.optional')}`;
    const form = (errorSummary: string) => `${header}
    - main:
      - heading "${t('rsvp.title')}" [level=1]${errorSummary}
      - textbox "${field('fullName')}"
      - textbox "${field('jobTitle')}"
      - textbox "${field('email')}"
      - textbox "${optional(field('presentationTitle'))}"
      - combobox "${optional(t('fields.country'))}"
      - textbox "${optional(field('organization'))}"
      - button "${t('rsvp.submit')}"${footer}`;
    await page.goto(`${site.origin}/${locale}/rsvp`);
    await expect(page.locator('body')).toMatchAriaSnapshot(form(''));
    for (const [id, purpose] of Object.entries({
      fullName: 'name',
      jobTitle: 'organization-title',
      email: 'email',
      country: 'country',
      organization: 'organization',
    }))
      await expect(page.locator(`#${id}`)).toHaveAttribute('autocomplete', purpose);

    await page.locator('main form button').click();
    await expect(page.locator('body')).toMatchAriaSnapshot(
      form(`
      - alert:
        - heading "${t('rsvp.summaryHeading')}" [level=2]
        - list:
          - listitem:
            - link "${t('problems.required.fullName')}"
          - listitem:
            - link "${t('problems.required.jobTitle')}"
          - listitem:
            - link "${t('problems.required.email')}"`),
    );
    await page.getByRole('link', { name: t('problems.required.email') }).click();
    await expect(page.locator('#email')).toBeFocused();
    await expect(page.locator('#email')).toHaveAccessibleDescription(
      new RegExp(`${t('rsvp.errorPrefix')} ${t('problems.required.email')}`),
    );
    await expect(page.locator('#email')).toHaveAttribute('aria-invalid', 'true');
  });
}
