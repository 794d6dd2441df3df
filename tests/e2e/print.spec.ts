import { readPdf } from '../support/pdf';
import { inviteHost, sessionOf, signIn } from '../support/sign-in';
import { openForm, sendForm } from '../support/site';
import { dividedWords, expect, expectFitForEveryone, test } from '../support/test';

const PIXELS_PER_MM = 96 / 25.4;
const LONG = 'سلمى بنت عبد الرحمن بن عبد العزيز آل النموذج التجريبي الافتراضي المثالي التوضيحي '
  .repeat(2)
  .slice(0, 119);
/** Sixty letters without a space. */
const WORD = 'Interdepartmentalcoordinationandadministrationauthorityofsam';
const participants = [
  {
    fullName: 'سلمى المثال',
    country: 'JO',
    presentationTitle: 'الهوية الرقمية',
    organization: 'هيئة المثال',
  },
  { fullName: 'Sami Example', country: 'TN', presentationTitle: 'Shared services', organization: WORD },
  { fullName: 'أحمد التجريبي', country: 'EG' },
  // As much as the form accepts.
  {
    fullName: LONG,
    country: 'AE',
    jobTitle: 'مدير عام برنامج الحكومة الرقمية والخدمات المشتركة '.repeat(4).slice(0, 160),
    organization: 'وزارة النموذج الرقمي للخدمات المشتركة والتحول المؤسسي '.repeat(4).slice(0, 200),
  },
  { fullName: 'بلا دولة المثال' },
];
const LONGEST_LATIN = 'Salma bint Abd al-Rahman Al-Numuthaj '.repeat(4).slice(0, 119).trim();

/** Expects that every text of a PDF stands on its page. */
function expectOnPaper({ places, sizes }: Awaited<ReturnType<typeof readPdf>>, sheet: string): void {
  const beside = places.filter(
    ({ page, left, right }) => left < 0 || right > Number(sizes[page]?.split(' × ')[0]),
  );
  expect(beside, sheet).toEqual([]);
}

test('the secretary prints name plates and badges with complete names on A4, and the lists', async ({
  page,
  lend,
}) => {
  const site = await lend();
  for (const [index, person] of participants.entries()) {
    const values = {
      jobTitle: 'مدير عام برنامج الحكومة الرقمية',
      email: `p${index}@example.org`,
      ...person,
    };
    const response = await sendForm(
      await openForm(`${site.origin}/ar/rsvp`),
      Object.fromEntries(Object.entries(values)),
    );
    expect(response.status).toBe(303);
  }
  site.sql("UPDATE Registration SET latinName = 'Salma Almithal' WHERE fullName = 'سلمى المثال'");
  site.sql("UPDATE Registration SET latinName = ? WHERE country = 'AE'", LONGEST_LATIN);
  site.sql("UPDATE Registration SET presentation = 'accepted', presentationOrder = 1 WHERE country = 'TN'");
  site.sql("UPDATE Registration SET status = 'withdrawn' WHERE country = 'EG'");
  await signIn(page, site);
  // A State whose only participant withdrew has answered.
  await expect(page.locator('main')).toContainText('أجابت 4 من 22 دولة عربية');
  await expect(page.locator('main')).toContainText('لم تجب بعد (18)');
  const printed = async (sheet: string, locale = 'ar') => {
    await page.goto(`${site.origin}/${locale}/admin/print/${sheet}`);
    // Nothing is clipped on paper.
    const cut = await page
      .locator('.badge, .plate-half')
      .evaluateAll(
        (boxes) =>
          boxes.filter((box) => box.scrollHeight > box.clientHeight || box.scrollWidth > box.clientWidth)
            .length,
      );
    expect(cut, sheet).toBe(0);
    const pdf = await readPdf(await page.pdf({ preferCSSPageSize: true }));
    expectOnPaper(pdf, sheet);
    return pdf;
  };

  const plates = await printed('plates');
  expect(plates.pages).toHaveLength(4);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await dividedWords(page.locator('.plate-front p'))).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 720 });
  const badges = await printed('badges');
  expect(badges.pages).toHaveLength(1);
  for (const sheet of [plates, badges]) {
    expect(['595 × 842', '842 × 595', '594 × 842', '842 × 594', '595 × 841', '842 × 595']).toContain(
      sheet.sizes[0],
    );
    expect(sheet.text).toContain('Salma Almithal');
  }
  await expect(page.locator('.badge').first()).toContainText('هيئة المثال');
  // One stranger's long word breaks in its own cell, and leaves the others their places and the room to sign.
  await printed('attendance');
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: Math.floor(176 * PIXELS_PER_MM), height: 800 });
  const widths = await page.locator('.attendance').evaluate((table) => ({
    table: table.getBoundingClientRect().width,
    paper: table.parentElement?.clientWidth ?? 0,
    signature: table.querySelector('tbody td:last-child')?.getBoundingClientRect().width ?? 0,
  }));
  expect(widths.table).toBeLessThanOrEqual(widths.paper);
  expect(widths.signature).toBeGreaterThanOrEqual(Math.floor(45 * PIXELS_PER_MM));
  await page.emulateMedia({ media: null });
  await page.setViewportSize({ width: 1280, height: 720 });
  await expect(page.locator('tbody th')).toHaveText([
    'سلمى المثال',
    LONG.trim(),
    'Sami Example',
    'بلا دولة المثال',
  ]);
  await printed('participants');
  await expect(page.locator('.paper h2')).toHaveText([
    'الأردن',
    'الإمارات العربية المتحدة',
    'تونس',
    'من دون دولة',
  ]);
  expect(await page.content()).not.toContain('p0@example.org');
  await printed('presentations');
  await expect(page.locator('.paper li')).toHaveCount(1);
  // The count above a sheet is the count of what is on it.
  await expect(page.locator('main')).toContainText('عرض واحد. تُطبع');
  await expect(page.locator('main')).toContainText('عروض مقترحة لم يُبت فيها: 1');
  await page.goto(`${site.origin}/ar/admin/print/badges?country=JO`);
  await expect(page.locator('.badge')).toHaveCount(1);
  // English sheets have the name in Latin letters where it is recorded, and are in the order of those.
  await printed('attendance', 'en');
  await expect(page.locator('tbody th').nth(0)).toHaveText('Salma Almithal');
  const english = await printed('badges', 'en');
  expect(english.text).toContain(WORD.slice(0, 20));
  await expect(page.locator('.badge').nth(0).locator('p').nth(1)).toHaveText('Salma Almithal');
  await expect(page.locator('.badge').nth(0).locator('p').nth(2)).toHaveText('سلمى المثال');
  // The list and a registration, printed from the browser.
  const [sami] = site.registrations('p1@example.org');
  for (const path of ['', `/registrations/${sami?.id}`]) {
    await page.goto(`${site.origin}/ar/admin${path}`);
    const sheet = await readPdf(await page.pdf({ preferCSSPageSize: true }));
    expectOnPaper(sheet, path || 'list');
    expect(sheet.text).toContain(sami?.reference);
    // The mark of a sent email is in the last column of the list.
    if (path === '') expect(sheet.text).toContain('✓');
    const [width = 0, height = 0] = sheet.sizes[0]?.split(' × ').map(Number) ?? [];
    expect(width > height, 'a list is wide').toBe(path === '');
  }
  for (const locale of ['ar', 'en']) {
    for (const path of [
      'print',
      'print/attendance',
      'print/participants',
      'print/presentations',
      'print/plates',
      'print/badges',
    ]) {
      await page.goto(`${site.origin}/${locale}/admin/${path}`);
      await expectFitForEveryone(page);
    }
  }
  inviteHost(site, 'host-print@example.org');
  const cookie = await sessionOf(site, 'host-print@example.org');
  const refused = await fetch(`${site.origin}/ar/admin/print/badges`, { headers: { cookie } });
  expect(refused.status).toBe(403);
  expect(await refused.text()).not.toContain('سلمى');
});
