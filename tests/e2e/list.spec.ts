import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import JSZip from 'jszip';
import readXlsxFile from 'read-excel-file/node';
import { inviteHost, sessionOf, signIn } from '../support/sign-in';
import { openForm, type Site, sendForm } from '../support/site';
import { expect, expectFitForEveryone, test } from '../support/test';

const participants = [
  { fullName: 'أحمد التجريبي', jobTitle: 'وكيل الوزارة', email: 'ahmad@example.org', country: 'EG' },
  {
    fullName: 'سلمى المثال',
    jobTitle: 'مديرة برنامج',
    email: 'salma@example.org',
    country: 'JO',
    organization: '+971 4 123 4567',
    presentationTitle: '=HYPERLINK("x";"y")',
  },
  { fullName: 'Sami Example', jobTitle: 'Director', email: 'sami@example.org' },
];

/** A site with only these registrations, so that its counts are known. */
async function withPeople(site: Site): Promise<Site> {
  for (const person of participants) {
    const values = Object.fromEntries(Object.entries(person));
    expect((await sendForm(await openForm(`${site.origin}/ar/rsvp`), values)).status).toBe(303);
  }
  await site.waitForEmail('sami@example.org');
  return site;
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('the secretary filters the list, shares its address, and exports it as a workbook', async ({
      page,
      lend,
    }) => {
      const site = await withPeople(await lend());
      await signIn(page, site);
      await expect(page.locator('main')).toContainText('أجابت 2 من 22 دولة عربية');
      await page.getByText('مزيد من خيارات القائمة').click();
      await page.selectOption('#review', 'followUp');
      await page.selectOption('#presentation', 'proposed');
      await page.fill('#from', '2024-01-15');
      await page.getByLabel('المسمى الوظيفي').uncheck();
      await page.getByLabel('طريقة الورود', { exact: true }).last().check();
      await page.locator('form:has(#q) button').click();
      await expect(page).toHaveURL(
        /review=followUp.*presentation=proposed|presentation=proposed.*review=followUp/,
      );
      const row = page.locator('#registrations tbody tr');
      await expect(row).toHaveCount(1);
      await expect(row).toContainText('استمارة الموقع');
      await expect(row).not.toContainText('مديرة برنامج');
      await page.goto(page.url());
      await expect(row).toHaveCount(1);
      await expect(page.locator('#from')).toHaveValue('2024-01-15');
      await expect(page.locator('#from-words')).toHaveText('الاثنين 15 كانون الثاني/يناير 2024');
      const listed = page.url();
      await page.goto(listed.replace('2024-01-15', '2024-01-55'));
      await expect(page.locator('#from')).toHaveValue('2024-01-55');
      await expect(page.locator('#from-words')).toContainText('هذا ليس يوماً صحيحاً');
      await page.goto(listed);

      const downloading = page.waitForEvent('download');
      await page.getByRole('link', { name: 'تنزيل القائمة (Excel)' }).click();
      const bytes = readFileSync(await (await downloading).path());
      const [read] = await readXlsxFile(bytes);
      const [head = [], ...rows] = read?.data ?? [];
      const cell = (name: string) => rows[0]?.[head.indexOf(name)];
      expect(rows).toHaveLength(1);
      expect(cell('الاسم الكامل')).toBe('سلمى المثال');
      expect(cell('الجهة')).toBe('+971 4 123 4567');
      expect(cell('عنوان العرض التقديمي')).toBe('=HYPERLINK("x";"y")');
      const parts = await JSZip.loadAsync(bytes);
      const sheet = (await parts.file('xl/worksheets/sheet1.xml')?.async('string')) ?? '';
      expect(sheet).toContain('rightToLeft="1"');
      expect(sheet).not.toContain('<f>');
      const [event] = site.sql<{ details: string; by: string }>(
        "SELECT details, by FROM AuditEvent WHERE type = 'list.exported' ORDER BY id DESC",
      );
      expect(event?.by).toBe('secretary@example.org');
      expect(JSON.parse(event?.details ?? '{}')).toMatchObject({ format: 'xlsx', rows: 1 });
    });
  });
}

test('each figure links to the registrations it counts, and each sortable column sorts', async ({
  page,
  lend,
}) => {
  const site = await withPeople(await lend());
  await signIn(page, site);
  await page.getByRole('link', { name: 'منها مع عرض' }).click();
  await expect(page).toHaveURL(/presentation=yes/);
  await expect(page.locator('#registrations tbody tr')).toHaveCount(1);
  await page.goto(`${site.origin}/ar/admin?sort=country`);
  await expect(page.locator('th[aria-sort=ascending]')).toContainText('الدولة');
  const countries = page.locator('#registrations tbody tr');
  await expect(countries.first()).toContainText('الأردن');

  // From a view through its registrations, one after the other, and back to it.
  await page.goto(`${site.origin}/ar/admin?review=followUp&sort=fullName&size=25`);
  const names = ['أحمد التجريبي', 'سلمى المثال', 'Sami Example'];
  await page.locator('#registrations tbody th a').first().click();
  for (const [index, name] of names.entries()) {
    await expect(page.locator('h1')).toHaveText(name);
    await page.getByRole('link', { name: 'تصحيح البيانات' }).click();
    await page.getByRole('link', { name: 'العودة من دون تغيير' }).click();
    await page.getByRole('button', { name: 'تسجيل المراجعة' }).click();
    await expect(page.getByRole('status')).toHaveText('حُفظ.');
    if (index < 2) await page.getByRole('link', { name: 'التسجيل التالي' }).click();
  }
  await expect(page.locator('main')).toContainText('هذا آخر تسجيل في القائمة.');
  await page.getByRole('link', { name: 'العودة إلى القائمة' }).click();
  await expect(page).toHaveURL(`${site.origin}/ar/admin?review=followUp&sort=fullName&size=25`);
  await expect(page.locator('main')).toContainText('لا يوجد تسجيل يطابق المطلوب');
});

test('the host reads the list without addresses and notes, cannot search by them, and cannot export', async ({
  page,
  lend,
}) => {
  const site = await withPeople(await lend());
  site.sql(
    "UPDATE Registration SET internalNote = 'ملاحظة سرية', privateSearchKey = privateSearchKey || ' سريه' WHERE email = 'salma@example.org'",
  );
  inviteHost(site, 'host@example.org');
  await signIn(page, site, 'ar', 'host@example.org');
  await expect(page.locator('main')).toContainText('سلمى المثال');
  for (const view of ['', '?columns=email,internalNote,fullName', '?sort=email', '?q=مديرة']) {
    await page.goto(`${site.origin}/ar/admin${view}`);
    expect(await page.content()).not.toMatch(/salma@example\.org|ملاحظة سرية/);
  }
  await page.goto(`${site.origin}/ar/admin?q=salma@example.org`);
  await expect(page.locator('main')).toContainText('لا يوجد تسجيل يطابق المطلوب');
  await expect(page.locator('a[download]')).toHaveCount(0);
  await expect(page.locator('main a[href*="/registrations/"]')).toHaveCount(0);
  await expectFitForEveryone(page);
  const cookie = await sessionOf(site, 'host@example.org');
  for (const file of ['export.csv', 'export.xlsx']) {
    const response = await fetch(`${site.origin}/ar/admin/${file}`, { headers: { cookie } });
    expect(response.status).toBe(403);
    expect(await response.text()).not.toContain('salma');
  }
});

test('a member can export often enough for work but not without limit, and another site cannot trigger an export', async ({
  lend,
}) => {
  const site = await lend();
  const cookie = await sessionOf(site);
  const download = (path: string, more: Record<string, string> = {}) =>
    fetch(`${site.origin}/ar/admin/${path}`, { headers: { cookie, ...more } });
  for (const path of ['export.csv', 'export.xlsx', 'log.csv', 'import/template.xlsx']) {
    for (const from of ['cross-site', 'same-site']) {
      const refused = await download(path, { 'sec-fetch-site': from });
      expect(refused.status, `${path}, ${from}`).toBe(403);
      const page = await refused.text();
      expect(page).toContain('جاء هذا الطلب من موقع آخر');
      expect(page).toContain('This request came from another site');
    }
  }
  const counted = () => site.sql("SELECT points FROM RateLimiterFlexible WHERE key LIKE 'fileByMember%'");
  expect(counted()).toEqual([]);
  for (const from of ['same-origin', 'none'])
    expect((await download('export.csv', { 'sec-fetch-site': from })).status, from).toBe(200);
  expect((await download('export.csv')).status).toBe(200);
  // The log has as many rows as the event of its download says.
  const log = parse(await (await download('log.csv')).text(), { bom: true }) as string[][];
  const [event] = site.sql<{ details: string }>(
    "SELECT details FROM AuditEvent WHERE type = 'list.exported' ORDER BY id DESC",
  );
  expect(JSON.parse(event?.details ?? '{}')).toMatchObject({ format: 'log.csv', rows: log.length - 1 });
  site.sql("UPDATE RateLimiterFlexible SET points = 120 WHERE key LIKE 'fileByMember%'");
  for (const path of ['export.csv', 'export.xlsx', 'log.csv']) {
    const refused = await download(path);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.text()).toContain('يمكنكم المحاولة من جديد بعد الساعة');
  }
  expect((await download('log')).status).toBe(200);
});
