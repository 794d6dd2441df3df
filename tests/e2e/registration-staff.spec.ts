import type { Page } from '@playwright/test';
import { inviteHost, sessionOf, signIn } from '../support/sign-in';
import { newVisitor, openForm, type Site, sendForm } from '../support/site';
import { expect, expectFitForEveryone, test } from '../support/test';

/** Confirms a participant for the tests of staff pages. @returns the id of the registration */
async function confirmed(site: Site, email: string, more: Record<string, string> = {}): Promise<string> {
  const values = { fullName: 'سلمى المثال', jobTitle: 'مديرة برنامج', email, country: 'JO', ...more };
  expect((await sendForm(await openForm(`${site.origin}/ar/rsvp`), values)).status).toBe(303);
  await site.waitForEmail(email);
  return String(site.registrations(email)[0]?.id);
}

const row = (site: Site, id: string) =>
  site.sql<Record<string, unknown>>('SELECT * FROM Registration WHERE id = ?', id)[0] ?? {};
const send = (page: Page) => page.locator('main form').last().getByRole('button').click();

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('the secretary reviews a registration, accepts its presentation, corrects a name, withdraws and reinstates it', async ({
      page,
      site,
    }) => {
      const email = `one-${javaScriptEnabled}@example.org`;
      const id = await confirmed(site, email, { presentationTitle: 'الهوية الرقمية' });
      const own = `${site.origin}/ar/admin/registrations/${id}`;
      await signIn(page, site);
      await page.goto(own);
      // The button for reviewed saves a note that was just typed as well.
      await page.fill('#internalNote', 'قيد التحقق');
      await page.getByRole('button', { name: 'تسجيل المراجعة' }).click();
      await expect(page.getByRole('status')).toHaveText('حُفظ.');
      expect(row(site, id)).toMatchObject({ review: 'reviewed', internalNote: 'قيد التحقق' });

      await page.selectOption('#presentation', 'accepted');
      // Each presentation has its own place in the order.
      await page.fill('#presentationOrder', javaScriptEnabled ? '٢' : '٣');
      await page.fill('#latinName', 'سلمى');
      await page.fill('#internalNote', 'تصل مساء الاثنين');
      await page.getByRole('button', { name: 'حفظ', exact: true }).click();
      await expect(page.locator('#latinName-error')).toContainText('بالحروف اللاتينية');
      await expect(page.locator('#internalNote')).toHaveValue('تصل مساء الاثنين');
      await expect(page.locator('#presentation')).toHaveValue('accepted');
      await page.fill('#latinName', 'Salma Almithal');
      await page.getByRole('button', { name: 'حفظ', exact: true }).click();
      await expect.poll(() => row(site, id).latinName).toBe('Salma Almithal');
      await expect(page.getByRole('status')).toHaveText('حُفظ.');
      expect(row(site, id)).toMatchObject({
        presentation: 'accepted',
        presentationOrder: javaScriptEnabled ? 2 : 3,
        latinName: 'Salma Almithal',
        internalNote: 'تصل مساء الاثنين',
      });

      await page.getByRole('link', { name: 'تصحيح البيانات' }).click();
      await page.fill('#fullName', 'سلمى المثال الصحيح');
      await send(page);
      await expect(page.locator('#reason-error')).toContainText('يرجى كتابة السبب');
      await expect(page.locator('#fullName')).toHaveValue('سلمى المثال الصحيح');
      await page.selectOption('#language', 'en');
      await page.fill('#reason', 'خطأ في الاسم');
      await send(page);
      await expect(page).toHaveURL(`${own}?done=corrected`);
      const sentEmail = await site.waitForEmail(email, 1);
      expect(sentEmail.text).toMatch(/^Dear .*corrected your registration/s);
      await expect(page.locator('main')).toContainText('لغة المراسلة: «العربية» ← «English»');
      expect(sentEmail.text).toContain('سلمى المثال الصحيح');
      expect(sentEmail.text).not.toContain('تصل مساء الاثنين');
      await expect(page.locator('main')).toContainText('خطأ في الاسم');
      await expect(page.locator('main')).toContainText('secretary@example.org');

      // Each email can be read as it was sent, except the personal link, which stays with the recipient.
      await site.untilAllSentTo(email);
      await page.reload();
      const main = page.locator('main');
      await main.getByRole('link', { name: 'رسالة التعديل' }).click();
      for (const text of [
        email,
        String(sentEmail.subject),
        'Dear',
        'Before: العربية',
        'secretary@example.org',
        '[personal link, seen only by the person to whom it is sent]',
      ])
        await expect(main).toContainText(text);
      expect(await page.content()).not.toMatch(/\/registration\/[\w-]{40,}/);
      if (javaScriptEnabled) await expectFitForEveryone(page);
      await page.goto(`${site.origin}/ar/admin/log?reference=${row(site, id).reference}`);
      await main.getByRole('link', { name: 'عرض الرسالة: رسالة التأكيد' }).click();
      await expect(page.locator('h1')).toHaveText('رسالة التأكيد');
      await expect(main).toContainText('[الرابط الشخصي، لا يظهر إلا لمن أُرسل إليه]');
      await main.getByRole('link', { name: 'سلمى المثال الصحيح' }).click();
      await expect(page).toHaveURL(own);

      await page.getByRole('link', { name: 'إلغاء المشاركة' }).click();
      await page.fill('#reason', 'بطلب من الوزارة');
      await send(page);
      await expect(page).toHaveURL(`${own}?done=withdrawn`);
      const withdrawal = await site.waitForEmail(email, 2);
      expect(withdrawal.subject).toContain('The secretariat withdrew your registration');
      expect(withdrawal.text).not.toContain('/registration/');
      await page.getByRole('link', { name: 'إعادة التسجيل' }).click();
      await page.fill('#reason', 'عدلت عن الإلغاء');
      await send(page);
      await expect(page).toHaveURL(`${own}?done=reinstated`);
      expect(row(site, id)).toMatchObject({ status: 'confirmed', withdrawnBy: null });
    });
  });
}

test('when two members save at once, the second sees what the first saved and decides', async ({
  page,
  site,
}) => {
  const id = await confirmed(site, 'two@example.org');
  await signIn(page, site);
  const own = `${site.origin}/ar/admin/registrations/${id}`;
  await page.goto(own);
  const secondTab = await page.context().newPage();
  await secondTab.goto(own);
  await page.fill('#internalNote', 'ملاحظة الأولى');
  await page.getByRole('button', { name: 'حفظ', exact: true }).click();
  await expect(page.getByRole('status')).toBeVisible();
  await secondTab.fill('#internalNote', 'ملاحظة الثانية');
  await secondTab.getByRole('button', { name: 'حفظ', exact: true }).click();
  await expect(secondTab.locator('main')).toContainText('ملاحظة الأولى');
  await expect(secondTab.locator('#internalNote')).toHaveValue('ملاحظة الثانية');
  expect(row(site, id)).toMatchObject({ internalNote: 'ملاحظة الأولى' });
  await secondTab.getByRole('button', { name: 'حفظ', exact: true }).click();
  await expect(secondTab.getByRole('status')).toBeVisible();
  expect(row(site, id)).toMatchObject({ internalNote: 'ملاحظة الثانية' });
});

test('a replaced link no longer opens anything, the new one does, and an erased person is gone', async ({
  page,
  site,
}) => {
  const email = 'erased@example.org';
  const id = await confirmed(site, email, { fullName: 'نور الافتراضية' });
  const linkIn = async (after: number) =>
    (await site.waitForEmail(email, after)).text?.match(/http\S+\/registration\/\S+/)?.[0] ?? '';
  const first = await linkIn(0);
  await signIn(page, site);
  const own = `${site.origin}/ar/admin/registrations/${id}`;
  await page.goto(`${own}/link`);
  await page.fill('#reason', 'أُرسل الرابط إلى غيرها');
  await send(page);
  await expect(page).toHaveURL(`${own}?done=linkReplaced`);
  const second = await linkIn(1);
  expect((await fetch(first)).status).toBe(404);
  expect((await fetch(second)).status).toBe(200);

  await page.goto(`${own}/erase`);
  await page.selectOption('#ground', 'duplicate');
  await page.fill('#reference', 'AEG11-XXXXXX');
  await send(page);
  await expect(page.locator('#reference-error')).toBeVisible();
  expect(row(site, id)).toMatchObject({ fullName: 'نور الافتراضية' });
  await page.fill('#reference', String(row(site, id).reference));
  // Nobody erases what was changed since they read it.
  site.sql('UPDATE Registration SET version = version + 1 WHERE id = ?', id);
  await send(page);
  await expect(page.locator('main')).toContainText('تغيّر هذا التسجيل بعد فتح هذه الصفحة');
  expect(row(site, id)).toMatchObject({ fullName: 'نور الافتراضية' });
  await send(page);
  await expect(page).toHaveURL(`${own}?done=erased`);
  await expect(page.locator('h1')).toHaveText('بيانات محذوفة');
  await expect(page.locator('main')).toContainText('تسجيل مكرر');
  await expect(page.locator('main')).not.toContainText('نور');
  expect((await fetch(second)).status).toBe(404);
  await expectFitForEveryone(page);
});

test('the secretary sees who may be registered twice, and decides; nothing is merged without being asked', async ({
  page,
  lend,
}) => {
  const site = await lend();
  const email = 'twice@example.org';
  const ids: Record<string, string> = {};
  for (const fullName of ['Ahmad Salim', 'Ahmad Salem', 'Dana Example']) {
    const values = { fullName, jobTitle: 'Director', email };
    expect((await sendForm(await openForm(`${site.origin}/en/rsvp`), values)).status).toBe(303);
    ids[fullName] = String(
      site.sql<{ id: string }>('SELECT id FROM Registration WHERE fullName = ?', fullName)[0]?.id,
    );
  }
  const salim = row(site, String(ids['Ahmad Salim']));
  const salem = row(site, String(ids['Ahmad Salem']));
  await signIn(page, site, 'en');
  const marks = page.locator('#registrations').getByRole('link', { name: 'look-alike' });
  await expect(marks).toHaveCount(3);
  await page.getByRole('link', { name: String(salem.reference) }).click();
  await expect(page.locator('main')).toContainText(`Ahmad Salim (${salim.reference})`);
  await page.getByRole('link', { name: 'Compare and decide' }).click();
  await expectFitForEveryone(page);
  await page
    .getByRole('region', { name: 'Dana Example' })
    .getByRole('button', { name: 'Not the same person' })
    .click();
  await expect(page.getByRole('status')).toContainText('different people');
  await page.getByRole('link', { name: 'Compare and decide' }).click();
  await expect(page.getByRole('region', { name: 'Dana Example' })).toHaveCount(0);
  const same = page.getByRole('button', { name: `The same person: withdraw ${salem.reference}` });
  await same.click();
  await expect(page.locator('main')).toContainText(`Registration ${salem.reference} will be withdrawn`);
  expect(row(site, String(salem.id))).toMatchObject({ status: 'confirmed', version: 1 });
  await expectFitForEveryone(page);
  await same.click();
  await expect(page.getByRole('status')).toContainText('they are one person');
  await expect(page.locator('main')).toContainText(`about one person${salim.reference}`);
  expect(row(site, String(salem.id))).toMatchObject({ status: 'withdrawn', fullName: 'Ahmad Salem' });
  expect(row(site, String(salim.id))).toMatchObject({ status: 'confirmed', version: 1 });
  await page.goto(`${site.origin}/en/admin`);
  // Ahmad Salim and Dana Example share an address, and nobody has decided about them.
  await expect(marks).toHaveCount(2);
  await page.goto(`${site.origin}/en/admin/log?type=registration.samePerson`);
  await expect(page.locator('main')).toContainText(String(salim.reference));
});

test('the host cannot see a registration, and the host’s forms are refused', async ({ site }) => {
  const id = await confirmed(site, 'refused@example.org');
  inviteHost(site, 'host@example.org');
  const own = `${site.origin}/ar/admin/registrations/${id}`;
  const asSecretary = await sessionOf(site);
  const asHost = await sessionOf(site, 'host@example.org');
  for (const path of ['', '/correct', '/withdraw', '/link', '/erase', '/look-alikes']) {
    const response = await fetch(own + path, { headers: { cookie: asHost } });
    expect(response.status).toBe(403);
    expect(await response.text()).not.toMatch(/refused@example\.org|سلمى المثال/);
  }
  const before = row(site, id);
  const reference = String(before.reference);
  // A language that there is not is refused with a sentence, and nothing changes.
  const form = await openForm(`${own}/correct`, asSecretary, 'reason');
  const values = { fullName: 'غيرها', jobTitle: 'مديرة', reason: 'سبب', language: 'fr' };
  const response = await sendForm(form, values, newVisitor(), asSecretary);
  expect(await response.text()).toContain('يرجى اختيار لغة المراسلة من القائمة');
  expect(row(site, id)).toEqual(before);
  for (const [path, values] of [
    ['/correct', { fullName: 'غيرها', jobTitle: 'مديرة', reason: 'سبب' }],
    ['/withdraw', { reason: 'سبب' }],
    ['/link', { reason: 'سبب' }],
    ['/erase', { ground: 'request', reference }],
  ] as [string, Record<string, string>][]) {
    const form = await openForm(own + path, asSecretary, Object.keys(values).at(-1));
    for (const cookie of [asHost, '']) {
      await sendForm(form, values, newVisitor(), cookie);
      expect(row(site, id)).toEqual(before);
    }
  }
});

test('the pages of one registration are accessible in both languages', async ({ page, site }) => {
  const id = await confirmed(site, 'fits@example.org', { presentationTitle: 'عنوان العرض' });
  await site.untilAllSentTo('fits@example.org');
  site.sql(
    `UPDATE OutboxMessage SET failedAt = createdAt, sentAt = NULL, lastError = '550 5.2.2 Mailbox full'
     WHERE registrationId = ?`,
    id,
  );
  await signIn(page, site);
  for (const locale of ['ar', 'en']) {
    for (const path of ['', '/correct', '/erase', '/look-alikes']) {
      await page.goto(`${site.origin}/${locale}/admin/registrations/${id}${path}`);
      await expectFitForEveryone(page);
    }
  }
  await page.goto(`${site.origin}/ar/admin/registrations/${id}`);
  await expect(page.locator('main')).toContainText('صندوق البريد المرسل إليه ممتلئ. لا يحاول الموقع من جديد');

  // An address that nobody has leads to the page that corrects it, and the list says why the email failed.
  site.sql("UPDATE OutboxMessage SET lastError = '550 5.1.1 User unknown' WHERE registrationId = ?", id);
  site.sql("UPDATE Registration SET letter = 'failed' WHERE id = ?", id);
  await page.goto(`${site.origin}/ar/admin?q=fits@example.org`);
  await expect(page.locator('#registrations')).toContainText('خادم البريد لا يعرف هذا العنوان');
  await expectFitForEveryone(page);
  await page.goto(`${site.origin}/ar/admin/registrations/${id}`);
  await expect(page.getByRole('link', { name: 'تصحيح البريد الإلكتروني' }).first()).toHaveAttribute(
    'href',
    `/ar/admin/registrations/${id}/correct`,
  );
  await page
    .getByRole('row', { name: 'رسالة التأكيد' })
    .getByRole('button', { name: 'إرسال مرة أخرى' })
    .click();
  await expect(page.getByRole('status')).toHaveText('الرسالة في طريقها.');
  await site.waitForEmail('fits@example.org', 1);
});
