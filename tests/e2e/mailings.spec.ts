import { inviteHost, sessionOf, signIn } from '../support/sign-in';
import { newVisitor, openForm, type Site, secretary, sendForm } from '../support/site';
import { expect, expectFitForEveryone, test } from '../support/test';

async function confirmed(site: Site, ...participants: Record<string, string>[]): Promise<void> {
  for (const person of participants) {
    const values = { fullName: 'سلمى المثال', jobTitle: 'مديرة برنامج', ...person };
    expect((await sendForm(await openForm(`${site.origin}/ar/rsvp`), values)).status).toBe(303);
  }
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('the secretary writes to participants with a presentation, sends a test email, sends the mailing once and sees its progress', async ({
      page,
      lend,
    }) => {
      const site = await lend();
      const mark = String(javaScriptEnabled);
      const [with1, without] = [`with-${mark}@example.org`, `without-${mark}@example.org`];
      await confirmed(
        site,
        {
          email: with1,
          presentationTitle: `الهوية الرقمية ${mark}`,
          country: javaScriptEnabled ? 'JO' : 'EG',
        },
        { email: without, country: javaScriptEnabled ? 'JO' : 'EG' },
      );
      await site.waitForEmail(without);
      await signIn(page, site);
      await page.goto(`${site.origin}/ar/admin/letters`);
      await page.selectOption('#audience', 'presenting');
      await page.selectOption('#template', 'presenters');
      await page.getByRole('button', { name: 'بدء الكتابة' }).click();
      await expect(page.locator('#textAr')).toHaveValue(/«\{العرض\}»/);

      // An empty text leads back from the page of sending.
      const draft = page.url();
      if (!javaScriptEnabled) {
        await page.goto(`${site.origin}/ar/admin/letters`);
        await page.getByRole('button', { name: 'بدء الكتابة' }).click();
        await expect(page.locator('#textAr')).toHaveValue('');
        const empty = page.url();
        await page.goto(`${empty}/send`);
        await expect(page).toHaveURL(empty);
        await page.goto(draft);
      }
      await page.fill('#subjectAr', 'عرضكم {nome}');
      await page.getByRole('button', { name: 'حفظ النص' }).click();
      await expect(page.locator('#subjectAr-error')).toContainText('{nome}');
      await expect(page.locator('#subjectAr')).toHaveValue('عرضكم {nome}');
      await page.fill('#subjectAr', 'عرضكم: {presentation}');
      await page.fill('#textAr', 'عنوان عرضكم {العرض}.\n\nتسجيلكم: {personalLink}');
      if (javaScriptEnabled) {
        // A proxy answers in place of the site: the email that is being written stays.
        const proxyPage = { status: 429, contentType: 'text/html', body: '<!doctype html>' };
        await page.route('**/admin/letters/*', (route) => route.fulfill(proxyPage), { times: 1 });
        await page.getByRole('button', { name: 'حفظ النص' }).click();
        await expect(page.locator('.notice-error')).toContainText('تعذّر على الموقع الرد الآن');
        await expect(page.locator('#textAr')).toHaveValue(/^عنوان عرضكم/);
      }
      await page.getByRole('button', { name: 'حفظ النص' }).click();
      await expect(page.getByRole('status')).toHaveText('حُفظ النص.');
      const preview = page.getByRole('region', { name: 'معاينة الرسالة' });
      await expect(preview).toContainText('[الرابط الشخصي، لا يظهر إلا لمن أُرسل إليه]');
      expect(await page.content()).not.toMatch(/\/registration\/[\w-]{40,}/);
      if (javaScriptEnabled) await expectFitForEveryone(page);

      if (javaScriptEnabled) {
        await page.fill('#subjectAr', 'لم يُحفظ بعد');
        const question = page.waitForEvent('dialog');
        const leaving = page.locator('main').getByRole('link', { name: 'رسائل إلى مجموعات' }).click();
        expect((await question).type()).toBe('beforeunload');
        await (await question).dismiss();
        await leaving;
        await expect(page.locator('#subjectAr')).toHaveValue('لم يُحفظ بعد');
      }

      // Whatever leads on from the text saves it first: a test is of the text that was just typed, and so is what is sent.
      const before = site.emailsTo(secretary).length;
      await page.fill('#subjectAr', 'للتجربة: {العرض}');
      await page.getByRole('button', { name: 'إرسال تجربة إلى بريدكم' }).click();
      await expect(page.getByRole('status')).toContainText('أُرسلت التجربة');
      const testEmail = await site.waitForEmail(secretary, before);
      expect(testEmail.subject).toContain('للتجربة: الهوية الرقمية');
      expect(testEmail.text).not.toMatch(/\/registration\/[\w-]{40,}/);

      await page.fill('#subjectAr', 'عرضكم: {خطأ}');
      await page.getByRole('button', { name: 'إلى الإرسال' }).click();
      await expect(page.locator('#subjectAr-error')).toContainText('{خطأ}');
      await expect(page.locator('#subjectAr-error')).toContainText('{الرابط الشخصي}');
      await page.fill('#subjectAr', 'عرضكم: {العرض}');
      await page.getByRole('button', { name: 'إلى الإرسال' }).click();
      const last = page.getByRole('region', { name: 'معاينة الرسالة' });
      await expect(last).toContainText(`عرضكم: الهوية الرقمية ${mark}`);
      await expect(last).toContainText('حضرة السيد/السيدة سلمى المثال');
      await expect(last).toContainText('Thank you for proposing');
      // Nobody sends a text that somebody else changed since it was shown.
      site.sql(
        "UPDATE Mailing SET subjectEn = 'Changed', updatedAt = '2024-01-15T00:00:00.000+00:00' WHERE sentAt IS NULL",
      );
      await page.getByRole('button', { name: /إرسال إلى/ }).click();
      await expect(page.locator('main [role=alert]')).toContainText('ولم يُرسل شيء');
      await page.getByRole('button', { name: /إرسال إلى/ }).click();
      await expect(page.locator('progress')).toHaveAttribute('aria-valuetext', /^أُرسلت: /);
      const sentEmail = await site.waitForEmail(with1, 1);
      expect(sentEmail.subject).toBe(`عرضكم: الهوية الرقمية ${mark}`);
      expect(sentEmail.text).toMatch(/\/ar\/registration\/[\w-]{40,}/);
      expect(sentEmail.text).toContain('Thank you for proposing');
      await expect(async () => {
        await page.reload();
        await expect(page.getByRole('status')).toContainText('تنتظر: 0', { timeout: 1_000 });
      }).toPass();
      expect(site.emailsTo(without)).toHaveLength(1);
      expect(site.emailsTo(with1)).toHaveLength(2);

      // What was sent can be read: here, and from the registration and the log.
      const { origin } = site;
      const mailing = new URL(page.url()).pathname;
      const main = page.locator('main');
      await expect(main).toContainText(`أرسلها: ${secretary}`);
      await expect(page.getByRole('region', { name: 'النص بالعربية' })).toContainText('عرضكم: {العرض}');
      await expect(page.getByRole('region', { name: 'النص بالإنكليزية' })).toContainText('Changed');
      await expect(page.getByRole('region', { name: 'من أُرسلت إليهم' })).toContainText(with1);
      if (javaScriptEnabled) await expectFitForEveryone(page);
      await page.getByRole('link', { name: String(site.registrations(with1)[0]?.reference) }).click();
      await expect(main.getByRole('link', { name: 'عرضكم: {العرض}' })).toHaveAttribute('href', mailing);
      await main.getByRole('link', { name: 'رسالة إلى مجموعة' }).click();
      await expect(main).toContainText(`عرضكم: الهوية الرقمية ${mark}`);
      await expect(main.getByRole('link', { name: 'عرضكم: {العرض}' })).toHaveAttribute('href', mailing);
      await page.goto(`${origin}/ar/admin/log?type=mailing.sent`);
      await expect(main.getByRole('link', { name: 'عرض الرسالة' }).first()).toHaveAttribute('href', mailing);
    });

    test('the secretary marks ticked registrations, or all of a view, after seeing the number', async ({
      page,
      site,
    }) => {
      const mark = String(javaScriptEnabled);
      await confirmed(
        site,
        { email: `m1-${mark}@example.org`, organization: `هيئة ${mark}` },
        { email: `m2-${mark}@example.org`, organization: `هيئة ${mark}` },
      );
      // They were sent faster than a person types, and were therefore marked for review.
      site.sql("UPDATE Registration SET review = 'new' WHERE organization = ?", `هيئة ${mark}`);
      await signIn(page, site);
      const view = `${site.origin}/ar/admin?${new URLSearchParams({ q: `هيئة ${mark}` })}`;
      const states = () =>
        site
          .sql<{ review: string }>(
            `SELECT review FROM Registration WHERE organization = 'هيئة ${mark}' ORDER BY email`,
          )
          .map(({ review }) => review);
      await page.goto(view);
      await page.getByRole('button', { name: 'تسجيل مراجعتها' }).click();
      await expect(page.locator('main')).toContainText('لم يُعلَّم أي تسجيل');
      await page.goto(view);
      await page.locator('#registrations tbody input[type=checkbox]').first().check();
      await page.getByRole('button', { name: 'للمتابعة' }).click();
      await expect(page.locator('main')).toContainText('سيُغيَّر تسجيل واحد إلى: للمتابعة');
      if (javaScriptEnabled) await expectFitForEveryone(page);
      expect(states()).toEqual(['new', 'new']);
      await page.getByRole('button', { name: /^تغيير/ }).click();
      await expect(async () => {
        await page.reload();
        await expect(page.getByRole('status')).toContainText('تغيّر تسجيل واحد إلى', { timeout: 1_000 });
      }).toPass();
      expect(states().sort()).toEqual(['followUp', 'new']);
      // The page of the batch leads back to the view that it came from, and so does the email to a selection below.
      const back = page.getByRole('link', { name: 'العودة إلى القائمة' });
      await back.click();
      await expect(page).toHaveURL(view);
      await page.getByLabel('كل ما يعرضه هذا البحث (2)').check();
      await page.getByRole('button', { name: 'تسجيل مراجعتها' }).click();
      await page.getByRole('button', { name: 'تغيير تسجيلين' }).click();
      await expect.poll(states).toEqual(['reviewed', 'reviewed']);
      await page.goto(view);
      await page.locator('#registrations tbody input[type=checkbox]').first().check();
      await page.getByRole('button', { name: 'كتابة رسالة…' }).click();
      await expect(page.locator('main')).toContainText('تصل إلى شخص واحد');
      await page.fill('#subjectAr', '');
      await page.getByRole('button', { name: 'حفظ النص' }).click();
      await expect(page.locator('#subjectAr-error')).toBeVisible();
      await back.click();
      await expect(page).toHaveURL(view);
    });
  });
}

test('a member can send test emails often enough for work, but not without limit', async ({ page, site }) => {
  await confirmed(site, { email: 'tried@example.org' });
  await signIn(page, site);
  await page.goto(`${site.origin}/ar/admin/letters`);
  await page.selectOption('#template', 'reminder');
  await page.getByRole('button', { name: 'بدء الكتابة' }).click();
  const before = site.emailsTo(secretary).length;
  const tryOut = page.getByRole('button', { name: 'إرسال تجربة إلى بريدكم' });
  await tryOut.click();
  await expect(page.getByRole('status')).toContainText('أُرسلت التجربة');
  await site.waitForEmail(secretary, before);
  site.sql("UPDATE RateLimiterFlexible SET points = 20 WHERE key LIKE 'testLetterByMember%'");
  await tryOut.click();
  await expect(page.getByRole('alert').first()).toContainText('يمكنكم المحاولة من جديد بعد الساعة');
  expect(site.emailsTo(secretary)).toHaveLength(before + 1);
});

test('queued emails can be stopped', async ({ page, site }) => {
  await confirmed(site, { email: 'stop@example.org', country: 'TN' });
  await site.waitForEmail('stop@example.org');
  await signIn(page, site);
  await page.goto(`${site.origin}/ar/admin/letters`);
  await page.selectOption('#audience', 'country');
  await page.selectOption('#template', 'reminder');
  await page.getByRole('button', { name: 'بدء الكتابة' }).click();
  await expect(page.locator('#country-error')).toBeVisible();
  await page.selectOption('#country', 'TN');
  await page.getByRole('button', { name: 'بدء الكتابة' }).click();
  await page.getByRole('button', { name: 'إلى الإرسال' }).click();
  await expect(page.getByRole('button', { name: /إرسال إلى/ })).toBeVisible();
  await expectFitForEveryone(page);
  await page.getByRole('button', { name: /إرسال إلى/ }).click();
  await site.waitForEmail('stop@example.org', 1);
  await expectFitForEveryone(page);
  // The email has arrived. Now it is also recorded as sent.
  await expect
    .poll(() => site.sql("SELECT id FROM OutboxMessage WHERE kind = 'mailing' AND sentAt IS NULL"))
    .toEqual([]);
  const soon = new Date(Date.now() + 300_000).toISOString().replace('Z', '+00:00');
  site.sql("UPDATE OutboxMessage SET sentAt = NULL, dueAt = ? WHERE kind = 'mailing'", soon);
  await page.reload();
  await page.getByRole('button', { name: /إيقاف ما لم يُرسل/ }).click();
  await expect(page.getByRole('status')).toContainText('تنتظر: 0');
  for (const path of ['letters', 'letters?done=dropped']) {
    for (const locale of ['ar', 'en']) {
      await page.goto(`${site.origin}/${locale}/admin/${path}`);
      await expectFitForEveryone(page);
    }
  }
});

test('the host cannot send mailings or mark registrations', async ({ site }) => {
  await confirmed(site, { email: 'quiet@example.org' });
  const [registration] = site.registrations('quiet@example.org');
  inviteHost(site, 'host-letters@example.org');
  const asSecretary = await sessionOf(site);
  const asHost = await sessionOf(site, 'host-letters@example.org');
  const count = () => site.sql('SELECT id FROM Mailing UNION ALL SELECT id FROM Batch').length;
  const before = count();
  const form = await openForm(`${site.origin}/ar/admin/letters`, asSecretary);
  const list = await fetch(`${site.origin}/ar/admin`, { headers: { cookie: asSecretary } });
  const action =
    (await list.text()).match(/name="(\$ACTION_ID_[^"]+)"[^>]*>(?=[\s\S]*?name="view")/g)?.at(-1) ?? '';
  const name = action.match(/name="([^"]+)"/)?.[1] ?? '';
  expect(name).not.toBe('');
  for (const cookie of [asHost, '']) {
    await sendForm(form, { audience: 'confirmed', template: 'reminder' }, newVisitor(), cookie);
    const values = {
      which: 'ticked',
      id: String(registration?.id),
      what: 'reviewed',
      view: '',
      locale: 'ar',
    };
    await sendForm(
      { address: `${site.origin}/ar/admin`, hidden: [[name, '']] },
      values,
      newVisitor(),
      cookie,
    );
  }
  expect(count()).toBe(before);
});
