import { inviteHost, signIn } from '../support/sign-in';
import { newVisitor, secretary } from '../support/site';
import { expect, expectFitForEveryone, test } from '../support/test';

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('the secretary sends a test email and reads the mail server’s reply', async ({ page, site }) => {
      await signIn(page, site);
      await page.goto(`${site.origin}/ar/admin`);
      await page.getByRole('link', { name: 'إعدادات البريد' }).click();
      await expect(page.locator('h1')).toHaveText('إعدادات البريد');
      await expect(page.locator('main')).toContainText(`127.0.0.1:${site.mailbox.smtpPort}`);
      await expect(page.locator('#email')).toHaveValue(secretary);
      await expect(page.locator('main')).toContainText('ولا يُتحقق من شهادة الخادم');

      await page.fill('#email', 'محمد@example.org');
      await page.getByRole('button', { name: 'إرسال رسالة تجريبية' }).click();
      await expect(page.locator('#email-error')).toContainText('يجب أن تكون لاتينية');
      await expect(page.locator('#email')).toHaveValue('محمد@example.org');

      const address = `test-${javaScriptEnabled}@example.org`;
      await page.fill('#email', address);
      await page.getByRole('button', { name: 'إرسال رسالة تجريبية' }).click();
      await expect(page.getByRole('status')).toContainText(`الرسالة الموجّهة إلى ${address}`);
      await expect(page.locator('.work-panel')).toContainText(/250 /);
      const sentEmail = await site.waitForEmail(address);
      expect(sentEmail.subject).toContain('رسالة تجريبية من موقع الاجتماع');
      expect(sentEmail.text).toContain('There is nothing to do.');
      if (javaScriptEnabled) await expectFitForEveryone(page);

      await page.goto(`${site.origin}/ar/admin/log`);
      await expect(page.locator('main')).toContainText('إرسال رسالة تجريبية من إعدادات البريد');
    });
  });
}

test('a refusal by the mail server is explained in both languages, with the server’s own reply', async ({
  page,
  lend,
}) => {
  const site = await lend();
  await signIn(page, site);
  site.mailbox.refuses = () => ({ code: 550, message: '5.7.1 Sender not allowed here' });
  for (const [locale, button, words] of [
    ['ar', 'إرسال رسالة تجريبية', 'يرفض خادم البريد رسائل هذا المرسل'],
    ['en', 'Send a test email', 'The mail server refuses emails from this sender'],
  ] as const) {
    await page.goto(`${site.origin}/${locale}/admin/mail`);
    await page.getByRole('button', { name: button }).click();
    await expect(page.locator('.work-panel')).toContainText(words);
    await expect(page.locator('.work-panel bdi')).toHaveText('550 5.7.1 Sender not allowed here');
    await expectFitForEveryone(page);
  }
  expect(site.log()).not.toContain('Sender not allowed');
});

test('the host has no access to the mail page', async ({ page, site }) => {
  inviteHost(site, 'host-of-mail@example.org');
  await page.setExtraHTTPHeaders({ 'x-forwarded-for': newVisitor() });
  await signIn(page, site, 'ar', 'host-of-mail@example.org');
  const response = await page.goto(`${site.origin}/ar/admin/mail`);
  expect(response?.status()).toBe(403);
  await expect(page.locator('main')).not.toContainText('SMTP_URL');
});
