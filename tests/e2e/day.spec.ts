import { readFileSync } from 'node:fs';
import JSZip from 'jszip';
import readXlsxFile from 'read-excel-file/node';
import { fields } from '@/lib/registration/schema';
import { afterDeadline, endExtension, extendDeadline } from '../support/deadline';
import { readPdf } from '../support/pdf';
import { inviteHost, signIn } from '../support/sign-in';
import { newVisitor, type OpenForm, openForm, type Site, sendForm } from '../support/site';
import { expect, expectFitForEveryone, test } from '../support/test';
import { untilElapsed } from '../support/timing';

/** Some confirmations of the last evening before the deadline. The test takes place after the deadline. */
async function overnight(site: Site): Promise<void> {
  extendDeadline(site);
  const forms = [await openForm(`${site.origin}/ar/rsvp`), await openForm(`${site.origin}/ar/rsvp`)];
  await untilElapsed(2_000); // as long as a person needs: a faster form would carry a bot signal
  for (const person of [
    { fullName: 'سلمى المثل', email: 'salma@example.org', presentationTitle: '=1+1 الهوية الرقمية' },
    { fullName: 'أحمد التجريبي', email: 'ahmad@example.org', organization: '+971 4 123 4567' },
  ]) {
    const values = { jobTitle: 'مدير برنامج', country: 'JO', ...person };
    const form = forms.shift() as OpenForm;
    const response = await sendForm(form, Object.fromEntries(Object.entries(values)));
    expect(response.status).toBe(303);
  }
  await site.waitForEmail('salma@example.org');
  await site.waitForEmail('ahmad@example.org');
  endExtension(site);
}

/** The site's own template with twenty rows: seventeen good, one without a name, one already registered with another job title, one twice. */
async function twentyRows(template: Buffer): Promise<Buffer> {
  const good = Array.from({ length: 17 }, (_, index) => ({
    fullName: `مشارك نموذجي ${'ابتثجحخدذرزسشصضطظ'[index]}`,
    jobTitle: 'مدير عام',
    email: `guest-${index}@example.org`,
    country: 'مصر',
    organization: 'وزارة التجارب',
    reason: 'وردت بمذكرة شفوية متأخرة',
  }));
  const late = { reason: 'وردت متأخرة' };
  const bad = [
    { ...late, jobTitle: 'مديرة', email: 'noname@example.org', country: 'EG' },
    { ...late, fullName: 'أحمد التجريبي', jobTitle: 'مدير', email: 'ahmad@example.org' },
    { ...good[0] },
  ];
  const cell = (text: string, column: number, row: number) =>
    `<c r="${String.fromCharCode(65 + column)}${row}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const rows = [...good, ...bad].map((values: Record<string, string | undefined>, index) => {
    const cells = [...fields, 'source', 'reason'].map((name, column) =>
      cell(values[name] ?? '', column, index + 2),
    );
    return `<row r="${index + 2}">${cells.join('')}</row>`;
  });
  const zip = await JSZip.loadAsync(template);
  const path = 'xl/worksheets/sheet1.xml';
  const sheet = (await zip.file(path)?.async('string')) ?? '';
  zip.file(path, sheet.replace('</sheetData>', `${rows.join('')}</sheetData>`));
  return zip.generateAsync({ type: 'nodebuffer' });
}

test('a working day of the secretariat', async ({ page, browser, lend }) => {
  const site = await lend({ clock: afterDeadline });
  await overnight(site);
  await signIn(page, site);

  // Confirmations that arrived overnight.
  await expect(page.getByText('للمراجعة', { exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'للمراجعة' }).click();
  await expect(page.locator('#registrations tbody tr')).toHaveCount(2);
  await expectFitForEveryone(page);

  // Review a registration, correct a name, accept a presentation.
  await page.locator('#registrations tbody tr', { hasText: 'سلمى' }).getByRole('link').click();
  await page.getByRole('button', { name: 'تسجيل المراجعة' }).click();
  await expect(page.getByRole('status')).toHaveText('حُفظ.');
  await page.getByRole('link', { name: 'تصحيح البيانات' }).click();
  await page.fill('#fullName', 'سلمى المثال');
  await page.fill('#reason', 'خطأ مطبعي');
  await page.getByRole('button', { name: 'حفظ التصحيح' }).click();
  await expect(page.locator('h1')).toHaveText('سلمى المثال');
  await page.selectOption('#presentation', 'accepted');
  await page.fill('#presentationOrder', '1');
  await page.fill('#latinName', 'Salma Almithal');
  await page.getByRole('button', { name: 'حفظ', exact: true }).click();
  await expect(page.getByRole('status')).toHaveText('حُفظ.');

  // A note verbale that arrived after the deadline needs a reason.
  await page.getByRole('link', { name: 'تسجيل مشاركة' }).click();
  await page.fill('#fullName', 'نور الافتراضية');
  await page.fill('#jobTitle', 'رئيسة قسم');
  await page.getByRole('button', { name: 'تسجيل المشاركة' }).click();
  await expect(page.locator('#reason-error')).toContainText('انقضى الموعد النهائي');
  await expect(page.locator('#fullName')).toHaveValue('نور الافتراضية');
  await expectFitForEveryone(page);
  await page.fill('#reason', 'وصلت المذكرة الشفوية متأخرة');
  await page.uncheck('#letter');
  await page.selectOption('#source', 'telephone');
  for (const language of ['en', 'ar']) {
    await page.locator(`header a[hreflang=${language}]`).click();
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await expect(page.locator('#fullName')).toHaveValue('نور الافتراضية');
    await expect(page.locator('#reason')).toHaveValue('وصلت المذكرة الشفوية متأخرة');
    await expect(page.locator('#source')).toHaveValue('telephone');
    await expect(page.locator('#letter')).not.toBeChecked();
  }
  await page.getByRole('button', { name: 'تسجيل المشاركة' }).click();
  await expect(page.getByRole('status')).toContainText('سُجِّلت المشاركة');
  await page.fill('#fullName', 'نور  الافتراضيّة');
  await page.fill('#jobTitle', 'رئيسة قسم');
  await page.fill('#reason', 'أُرسلت مرتين');
  await page.getByRole('button', { name: 'تسجيل المشاركة' }).click();
  await expect(page.locator('main')).toContainText('هل هو شخص آخر؟');

  // Twenty rows, two of them bad, and one about somebody who is registered: nothing is written before the secretary decides.
  await page.getByRole('link', { name: 'استيراد جدول' }).click();
  const fetched = page.waitForEvent('download');
  await page.getByRole('link', { name: 'تنزيل جدول فارغ (العربية)' }).click();
  const template = readFileSync(await (await fetched).path());
  await expect(page.locator('.file-input')).toContainText('لم يُختر ملف بعد');
  await page.setInputFiles('#file', {
    name: 'x.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.7\0'),
  });
  await expect(page.locator('.file-input')).toContainText('x.pdf');
  await page.getByRole('button', { name: 'عرض ما سيجري' }).click();
  await expect(page.locator('#file-error')).toContainText('ليس جدولاً');
  await expect(page.locator('.file-input')).toContainText('x.pdf');
  await expectFitForEveryone(page);

  // Headings and a country that the site does not know are asked about, the headings once.
  const unknown = {
    name: 'list.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('كشف\nالمكرَّم;عمله;القدوم من;هاتف\nهند المثال;مديرة;أتلانتس;0500\n'),
  };
  await page.setInputFiles('#file', unknown);
  await page.getByRole('button', { name: 'عرض ما سيجري' }).click();
  await expect(page.getByRole('heading', { name: 'ما الذي في كل عمود؟' })).toBeVisible();
  await page.selectOption('#column-1', 'jobTitle');
  await page.selectOption('#column-2', 'country');
  await page.getByRole('button', { name: 'عرض ما سيجري' }).click();
  await expect(page.locator('#column-0-error')).toContainText('لم يُحدَّد عمود الاسم الكامل');
  await expect(page.locator('#column-2')).toHaveValue('country');
  await expectFitForEveryone(page);
  await page.selectOption('#column-0', 'fullName');
  await page.getByRole('button', { name: 'عرض ما سيجري' }).click();
  await expect(page.locator('main')).toContainText('أعمدة لا تُستورد: هاتف');
  await expect(page.locator('main')).toContainText('صفوف فوق العناوين لا تُستورد: 1: كشف');
  await page.selectOption('#country-0', 'GR');
  await page.getByRole('button', { name: 'اعتماد هذه الدول' }).click();
  await expect(page.locator('tbody tr')).toContainText('اليونان');
  await page.getByRole('button', { name: 'عدم الاستيراد وحذف الصفوف' }).click();
  await page.setInputFiles('#file', unknown);
  await page.getByRole('button', { name: 'عرض ما سيجري' }).click();
  await expect(page.locator('tbody tr')).toContainText('هند المثال');
  await page.getByRole('button', { name: 'عدم الاستيراد وحذف الصفوف' }).click();

  await page.setInputFiles('#file', {
    name: 'وفود.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: await twentyRows(template),
  });
  // A proxy answers in place of the site: the chosen file stays chosen.
  const proxyPage = { status: 429, contentType: 'text/html', body: '<!doctype html>' };
  await page.route('**/admin/import*', (route) => route.fulfill(proxyPage), { times: 1 });
  await page.getByRole('button', { name: 'عرض ما سيجري' }).click();
  await expect(page.locator('.notice-error')).toContainText('تعذّر على الموقع الرد الآن');
  expect(await page.locator('#file').evaluate((input: HTMLInputElement) => input.files?.length)).toBe(1);
  await page.getByRole('button', { name: 'عرض ما سيجري' }).click();
  await expect(page.getByRole('status')).toHaveText('ستُسجَّل: 17. لن تُسجَّل: 2. تحتاج إلى قرار: 1.');
  for (const reason of ['يُدخل الاسم|اكتب الاسم|الاسم الكامل', 'مسجَّل من قبل', 'هو نفسه في الصف 2']) {
    await expect(page.locator('tbody')).toContainText(new RegExp(reason));
  }
  expect(site.sql('SELECT id FROM Registration')).toHaveLength(3);
  await expectFitForEveryone(page);
  await expect(page.locator('tbody')).toContainText('المسمى الوظيفي: «مدير برنامج» ← «مدير»');
  await page.check('#update-jobTitle');
  await page.getByRole('button', { name: 'تسجيل الصفوف الصالحة (17) والتحديثات المختارة' }).click();
  await expect(page.locator('#updateReason-error')).toContainText('السبب');
  await page.fill('#updateReason', 'من الوزارة');
  await page.getByRole('button', { name: 'تسجيل الصفوف الصالحة (17) والتحديثات المختارة' }).click();
  await expect(page.getByRole('status')).toContainText('سُجِّل 17 صفاً');
  await expect(page.getByRole('status')).toContainText('حُدِّثت بيانات شخص واحد');
  expect(site.sql('SELECT id FROM Registration')).toHaveLength(20);

  // Extend the deadline: the site accepts confirmations again.
  const visitorPage = await (await browser.newContext()).newPage();
  await visitorPage.goto(`${site.origin}/ar/rsvp`);
  await expect(visitorPage.locator('main form')).toHaveCount(0);
  await page.getByRole('link', { name: 'الموعد النهائي' }).click();
  await page.fill('#lastDay', '2024-01-31');
  await page.fill('#reason', 'بطلب من الدول الأعضاء');
  await page.getByRole('button', { name: 'نقل الموعد' }).click();
  await expect(page.getByRole('status')).toContainText('نُقل الموعد النهائي');
  await visitorPage.goto(`${site.origin}/ar/rsvp`);
  await expect(visitorPage.locator('main form')).toHaveCount(1);
  await visitorPage.context().close();

  // Write to the participants with a presentation.
  await page.getByRole('link', { name: 'المراسلات' }).click();
  await page.selectOption('#audience', 'accepted');
  await page.selectOption('#template', 'presenters');
  await page.getByRole('button', { name: 'بدء الكتابة' }).click();
  await page.getByRole('button', { name: 'إلى الإرسال' }).click();
  await page.getByRole('button', { name: 'إرسال إلى شخص واحد' }).click();
  expect((await site.waitForEmail('salma@example.org', 2)).text).toContain('«=1+1 الهوية الرقمية»');

  // Export the list.
  await page.getByRole('link', { name: 'التسجيلات', exact: true }).click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'تنزيل القائمة (Excel)' }).click();
  const [book] = await readXlsxFile(readFileSync(await (await downloading).path()));
  const [head = [], ...rows] = book?.data ?? [];
  const column = (name: string) => rows.map((row) => row[head.indexOf(name)]);
  expect(rows).toHaveLength(20);
  expect(column('الاسم الكامل').slice(0, 2)).toEqual(['أحمد التجريبي', 'سلمى المثال']);
  expect(column('عنوان العرض التقديمي')).toContain('=1+1 الهوية الرقمية');
  expect(column('الجهة')).toContain('+971 4 123 4567');

  // Print name plates.
  await page.goto(`${site.origin}/ar/admin/print/plates`);
  const plates = await readPdf(await page.pdf({ preferCSSPageSize: true }));
  expect(plates.pages).toHaveLength(20);
  expect(plates.text).toContain('Salma Almithal');

  // The host sees the list and can change nothing.
  inviteHost(site, 'host@example.org');
  const theirs = await browser.newContext({ extraHTTPHeaders: { 'x-forwarded-for': newVisitor() } });
  const host = await theirs.newPage();
  await signIn(host, site, 'ar', 'host@example.org');
  await expect(host.locator('#registrations')).toContainText('سلمى المثال');
  expect(await host.content()).not.toContain('salma@example.org');
  for (const path of ['record', 'import', 'letters', 'print', 'deadline', 'people', 'log']) {
    const response = await host.goto(`${site.origin}/ar/admin/${path}`);
    expect(response?.status(), path).toBe(403);
  }
  await theirs.close();
});
