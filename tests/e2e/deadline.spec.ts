import { afterDeadline, endExtension, extendDeadline } from '../support/deadline';
import { inviteHost, sessionOf, signIn } from '../support/sign-in';
import { newVisitor, openForm, sendForm } from '../support/site';
import { expect, expectFitForEveryone, test } from '../support/test';

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('the secretary extends the deadline: the site accepts confirmations and the note shows the new date', async ({
      page,
      lend,
    }) => {
      const site = await lend({ clock: afterDeadline });
      const values = { fullName: 'نور الافتراضية', jobTitle: 'رئيسة قسم', email: 'nour@example.org' };
      const earlier = await openForm(`${site.origin}/ar/rsvp`);
      await signIn(page, site);
      await page.goto(`${site.origin}/ar/admin/deadline`);
      await expect(page.locator('main')).toContainText('انتهى تأكيد المشاركة');
      await page.fill('#lastDay', '٣١/١/٢٠٢٤');
      await page.getByRole('button', { name: 'نقل الموعد' }).click();
      await expect(page.locator('#reason-error')).toContainText('يرجى كتابة السبب');
      await expect(page.locator('#lastDay')).toHaveValue('٣١/١/٢٠٢٤');
      await expect(page.locator('#lastDay-words')).toHaveText('الأربعاء 31 كانون الثاني/يناير 2024');
      await page.fill('#reason', 'بطلب من الدول الأعضاء');
      // Somebody else moved it in between: the form keeps the version that it was made from, even where it was refused since.
      extendDeadline(site);
      await page.getByRole('button', { name: 'نقل الموعد' }).click();
      await expect(page.locator('main')).toContainText('غيّر شخص آخر الموعد في هذه الأثناء');
      await expect(page.locator('#lastDay')).toHaveValue('٣١/١/٢٠٢٤');
      endExtension(site);
      await page.goto(`${site.origin}/ar/admin/deadline`);
      await page.fill('#lastDay', '2024-01-31');
      await page.fill('#reason', 'بطلب من الدول الأعضاء');
      await page.getByRole('button', { name: 'نقل الموعد' }).click();
      await expect(page.getByRole('status')).toContainText('نُقل الموعد النهائي');
      await page.reload();
      if (javaScriptEnabled) await page.reload();
      await expect(page.getByRole('status')).toHaveCount(0);
      await expect(page.locator('table')).toContainText('الأربعاء 24 كانون الثاني/يناير 2024');
      await expect(page.locator('table')).toContainText('الأربعاء 31 كانون الثاني/يناير 2024');

      await expect(async () => {
        await page.goto(`${site.origin}/ar`);
        await expect(page.locator('#participation')).toContainText('قبل يوم 1 شباط/فبراير 2024', {
          timeout: 1,
        });
      }).toPass({ timeout: 60_000 });
      await expect(page.locator('#participation')).toContainText(
        'مُدِّد هذا الموعد من 25 كانون الثاني/يناير 2024 في 26 كانون الثاني/يناير 2024.',
      );
      await expect(page.locator(`main a[href="/ar/rsvp"]`)).toBeVisible();
      expect(
        (
          await sendForm(
            earlier.hidden.length > 0 ? earlier : await openForm(`${site.origin}/ar/rsvp`),
            values,
          )
        ).status,
      ).toBe(303);
      expect(site.registrations('nour@example.org')).toHaveLength(1);

      await page.goto(`${site.origin}/ar/admin/deadline`);
      await page.fill('#lastDay', '2024-01-25');
      await page.fill('#reason', 'أُغلق بعد اكتمال العدد');
      await page.getByRole('button', { name: 'نقل الموعد' }).click();
      await expect(page.locator('main')).toContainText('انقضى هذا اليوم');
      await expect(page.locator('#lastDay')).toHaveValue('2024-01-25');
      await page.getByRole('button', { name: 'نقل الموعد' }).click();
      await expect(page.getByRole('status')).toContainText('نُقل الموعد النهائي');
      // Those who were told the earlier day are offered an email about the move, with its text filled in.
      await expect(page.locator('main')).toContainText('سُجِّل شخص واحد حين كان آخر يوم');
      await page.getByRole('button', { name: 'إعداد الرسالة' }).click();
      await expect(page.locator('#textAr')).toHaveValue(/حتى نهاية يوم الأربعاء 31 كانون الثاني/);
      await expect(page.locator('#textEn')).toHaveValue(/Thursday, 25 January 2024/);
      await expect(page.locator('main')).toContainText('تصل إلى شخص واحد');
      await page.goto(`${site.origin}/en/rsvp`);
      await expect(page.locator('main')).toContainText('Confirmation of participation is closed');
    });
  });
}

test('the secretary previews the site at any time, and no form in the preview can be sent', async ({
  page,
  site,
}) => {
  await signIn(page, site);
  await page.goto(`${site.origin}/ar/admin/preview`);
  for (const [phase, expectedText] of [
    ['تأكيد المشاركة مفتوح', 'حتى نهاية يوم الأربعاء 24'],
    ['انتهى تأكيد المشاركة', 'secretariat@example.org'],
    ['الاجتماع منعقد', '9:00'],
    ['اختُتم الاجتماع', 'دبي'],
  ] as const) {
    await page.getByRole('link', { name: phase, exact: true }).click();
    await expect(page.getByRole('status')).toContainText(phase);
    await expect(page.locator('[inert]')).toContainText(expectedText);
  }
  await page.goto(`${site.origin}/ar/admin/preview?day=2024-01-24&time=23:59&view=form`);
  await expect(page.locator('[inert] form')).toHaveCount(1);
  await page.goto(`${site.origin}/ar/admin/preview?day=2024-01-25&time=00:00&view=form`);
  await expect(page.locator('[inert] form')).toHaveCount(0);
  await page.goto(`${site.origin}/en/admin/preview?day=2024-02-13&time=12:30&view=form`);
  await expect(page.locator('[inert]')).toContainText('The meeting was held in Dubai');
  await page.goto(`${site.origin}/ar/admin/preview?day=2024-02-31&time=00:00`);
  await expect(page.locator('main')).toContainText('يرجى كتابة يوم ووقت صحيحين');
  for (const locale of ['ar', 'en']) {
    for (const path of ['deadline', 'preview', 'preview?day=2024-01-24&time=23:59&view=form']) {
      await page.goto(`${site.origin}/${locale}/admin/${path}`);
      await expectFitForEveryone(page);
    }
  }
});

test('the host cannot move the deadline', async ({ site }) => {
  inviteHost(site, 'host-deadline@example.org');
  const address = `${site.origin}/ar/admin/deadline`;
  const form = await openForm(address, await sessionOf(site));
  const asHost = await sessionOf(site, 'host-deadline@example.org');
  expect((await fetch(address, { headers: { cookie: asHost } })).status).toBe(403);
  for (const cookie of [asHost, '']) {
    await sendForm(form, { lastDay: '2024-01-31', reason: 'سبب' }, newVisitor(), cookie);
  }
  expect(site.sql('SELECT * FROM MeetingChange')).toEqual([]);
});
