import { readPdf } from '../support/pdf';
import { inviteHost, sessionOf, signIn } from '../support/sign-in';
import { openForm, sendForm } from '../support/site';
import { dividedWords, expect, expectFitForEveryone, test } from '../support/test';

const LONG = 'سلمى بنت عبد الرحمن بن عبد العزيز آل النموذج التجريبي الافتراضي المثالي التوضيحي '
  .repeat(2)
  .slice(0, 119);
const participants = [
  { fullName: 'سلمى المثال', country: 'JO', presentationTitle: 'الهوية الرقمية' },
  { fullName: 'Sami Example', country: 'TN', presentationTitle: 'Shared services' },
  { fullName: 'أحمد التجريبي', country: 'EG' },
  { fullName: LONG, country: 'AE', organization: 'وزارة النموذج الرقمي للخدمات المشتركة' },
  { fullName: 'بلا دولة المثال' },
];

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
  site.sql("UPDATE Registration SET presentation = 'accepted', presentationOrder = 1 WHERE country = 'TN'");
  site.sql("UPDATE Registration SET status = 'withdrawn' WHERE country = 'EG'");
  await signIn(page, site);
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
    return readPdf(await page.pdf({ preferCSSPageSize: true }));
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
  await page.goto(`${site.origin}/ar/admin/print/attendance`);
  await expect(page.locator('tbody th')).toHaveText([
    'سلمى المثال',
    LONG.trim(),
    'Sami Example',
    'بلا دولة المثال',
  ]);
  await page.goto(`${site.origin}/ar/admin/print/participants`);
  await expect(page.locator('.paper h2')).toHaveText([
    'الأردن',
    'الإمارات العربية المتحدة',
    'تونس',
    'من دون دولة',
  ]);
  expect(await page.content()).not.toContain('p0@example.org');
  await page.goto(`${site.origin}/ar/admin/print/presentations`);
  await expect(page.locator('.paper li')).toHaveCount(1);
  await expect(page.locator('main')).toContainText('عروض مقترحة لم يُبت فيها: 1');
  await page.goto(`${site.origin}/ar/admin/print/badges?country=JO`);
  await expect(page.locator('.badge')).toHaveCount(1);
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
