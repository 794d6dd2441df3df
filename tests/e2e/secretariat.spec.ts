import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { sessionOf, signIn } from '../support/sign-in';
import { newVisitor, openForm, type Site, secretary, sendForm } from '../support/site';
import { expect, expectFitForEveryone, test } from '../support/test';

const confirm = async (site: Site, values: Record<string, string>) => {
  const response = await sendForm(await openForm(`${site.origin}/ar/rsvp`), values);
  expect(response.status).toBe(303);
};

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('the secretary signs in, finds a person, reads the history, exports the list and signs out', async ({
      page,
      site,
    }) => {
      await confirm(site, {
        fullName: 'أَحمد التجريبي',
        jobTitle: 'وكيل الوزارة',
        email: 'ahmad@example.org',
        organization: '+971 4 123 4567',
        presentationTitle: '=1+1 عنوان',
        country: 'MR',
      });
      await confirm(site, {
        fullName: 'Lina Sample',
        jobTitle: 'Head of Services',
        email: 'lina@example.org',
      });
      await site.waitForEmail('lina@example.org');

      await signIn(page, site);
      await expect(page.locator('h1')).toHaveText('التسجيلات');
      await expect(page.locator('#registrations tbody tr')).not.toHaveCount(0);

      await page.fill('#q', 'احمد');
      await page.locator('form:has(#q) button').click();
      await expect(page).toHaveURL(/q=/);
      await expect(page.locator('#registrations tbody tr')).toHaveCount(1);
      const row = page.locator('#registrations tbody tr').first();
      for (const text of [
        'أَحمد التجريبي',
        'وكيل الوزارة',
        'موريتانيا',
        'ahmad@example.org',
        '=1+1 عنوان',
        'مؤكدة',
      ]) {
        await expect(row).toContainText(text);
      }

      const downloading = page.waitForEvent('download');
      await page.locator('a[download]').first().click();
      const file = await (await downloading).path();
      const csv = readFileSync(file, 'utf8');
      const [head, exported, ...more] = parse(csv, { bom: true }) as string[][];
      expect(csv.charCodeAt(0)).toBe(0xfeff);
      expect(head?.[1]).toBe('الاسم الكامل');
      expect(more).toEqual([]);
      expect(exported).toContain('أَحمد التجريبي');
      expect(exported).toContain('+971 4 123 4567');
      expect(exported).toContain("'=1+1 عنوان");

      // A view: one country, those with a presentation, sorted by name. Its address contains the filters and can be shared.
      await page.fill('#q', '');
      await page.selectOption('#country', 'MR');
      await page.selectOption('#presentation', 'yes');
      await page.locator('form:has(#q) button').click();
      await expect(page).toHaveURL(/country=MR.*presentation=yes/);
      await expect(page.locator('#registrations tbody tr')).toHaveCount(1);
      await page.locator('#registrations thead').getByRole('link', { name: 'الاسم الكامل' }).click();
      await expect(page.locator('th[aria-sort=ascending]')).toContainText('الاسم الكامل');
      await expect(page.locator('#country')).toHaveValue('MR');
      await page.goto(page.url());
      await expect(page.locator('#registrations tbody tr')).toHaveCount(1);
      await expect(page.locator('a[download]').first()).toHaveAttribute(
        'href',
        /country=MR.*presentation=yes/,
      );
      await page.selectOption('#status', 'withdrawn');
      await page.locator('form:has(#q) button').click();
      await expect(page.locator('main')).toContainText('لا يوجد تسجيل يطابق المطلوب');
      await page.getByRole('link', { name: 'عرض الكل' }).first().click();
      await expect(page.locator('#registrations tbody tr')).not.toHaveCount(0);
      await page.fill('#q', 'احمد');
      await page.locator('form:has(#q) button').click();

      await row.locator('th a').click();
      await expect(page.locator('h1')).toHaveText('أَحمد التجريبي');
      await expect(page.locator('main')).toContainText('رسالة التأكيد');
      await expect(page.locator('main')).toContainText('تأكيد المشاركة');
      // The address of the page does not say what was searched for, but the way back does.
      expect(page.url()).not.toMatch(/%D[89]/i);
      await page.getByRole('link', { name: 'العودة إلى القائمة' }).click();
      await expect(page.locator('#q')).toHaveValue('احمد');

      await page.fill('#q', 'لا أحد بهذا الاسم');
      await page.locator('form:has(#q) button').click();
      await expect(page.locator('main')).toContainText('لا يوجد تسجيل يطابق المطلوب');

      await page.getByRole('button', { name: 'خروج' }).click();
      await expect(page).toHaveURL(`${site.origin}/ar/admin/sign-in`);
      await page.goBack();
      await expect(page.locator('main')).not.toContainText('أَحمد التجريبي');
      await expect(page.locator('#registrations')).toHaveCount(0);
      await page.goto(`${site.origin}/ar/admin`);
      await expect(page).toHaveURL(`${site.origin}/ar/admin/sign-in`);
    });
  });
}

test('the staff pages are accessible, never cached and not listed by search engines', async ({
  page,
  site,
}) => {
  await confirm(site, { fullName: 'سلمى المثال', jobTitle: 'مديرة', email: 'fit@example.org' });
  await site.waitForEmail('fit@example.org');
  for (const [locale, noMail] of [
    ['ar', 'لم يُرسل الرمز: لا يصل الموقع الآن إلى خادم البريد'],
    ['en', 'No code was sent: the site cannot reach its mail server'],
  ] as const) {
    await page.context().clearCookies();
    await page.goto(`${site.origin}/${locale}/admin/sign-in`);
    await expectFitForEveryone(page);
    // Without the mail server a code would be lost, which the page says to a member and to a stranger alike.
    site.mailbox.isBusy = true;
    for (const address of [secretary, 'stranger@example.org']) {
      await page.fill('#email', address);
      await page.locator('main form button').click();
      await expect(page.locator('#email-error')).toContainText(noMail);
      await expect(page.locator('#email')).toHaveValue(address);
      await page.reload();
    }
    site.mailbox.isBusy = false;
    await signIn(page, site, locale);
    await expectFitForEveryone(page);
    const response = await page.goto(`${site.origin}/${locale}/admin`);
    expect(response?.headers()['cache-control']).toContain('no-store');
    await expect(page.locator('meta[name=robots]')).toHaveAttribute('content', /noindex/);
    await page.locator('#registrations tbody th a').first().click();
    await expect(page.locator('dl.facts')).toBeVisible();
    await expectFitForEveryone(page);
  }
});

test('the cookies belong to this site alone, are hidden from scripts, and are secure behind https', async ({
  page,
  context,
  lend,
  site,
}) => {
  await signIn(page, site);
  const session = (await context.cookies()).filter(({ name }) => name.includes('session_token'));
  expect(session).toHaveLength(1);
  expect(session[0]).toMatchObject({ httpOnly: true, sameSite: 'Lax', secure: false });

  const behindHttps = await lend({ settings: { APP_URL: 'https://meeting.example.org' } });
  const form = await openForm(`${behindHttps.origin}/ar/admin/sign-in`);
  const codeResponse = await sendForm(form, { email: secretary });
  const [signInCookie = ''] = codeResponse.headers.getSetCookie();
  expect(signInCookie).toMatch(/^__Host-sign-in=.*Path=\/; .*Secure; HttpOnly; SameSite=lax/i);
  const code = (await behindHttps.waitForEmail(secretary)).text?.match(/\d{6}/)?.[0] ?? '';
  const codeForm = await openForm(
    `${behindHttps.origin}/ar/admin/sign-in?step=code`,
    signInCookie.split(';')[0],
  );
  const signInResponse = await sendForm(codeForm, { code }, newVisitor(), signInCookie.split(';')[0]);
  const token =
    signInResponse.headers.getSetCookie().find((cookie) => cookie.includes('session_token')) ?? '';
  for (const part of [/^__Host-session_token=/, /HttpOnly/i, /; Secure/i, /SameSite=Lax/i, /Path=\/(;|$)/]) {
    expect(token).toMatch(part);
  }
  expect(token).not.toMatch(/Domain=/i);
  const cookie = token.split(';')[0] ?? '';
  const withSession = await fetch(`${behindHttps.origin}/ar/admin`, {
    headers: { cookie },
    redirect: 'manual',
  });
  expect(withSession.status).toBe(200);
  expect(withSession.headers.get('set-cookie')).toMatch(/^__Host-session_token=.*Secure/);
  // Signing in again ends this browser's earlier session.
  const newSession = await sessionOf(behindHttps, secretary, cookie);
  expect(newSession).not.toBe(cookie);
  const withOldSession = await fetch(`${behindHttps.origin}/ar/admin`, {
    headers: { cookie },
    redirect: 'manual',
  });
  expect(withOldSession.status).toBe(307);
  const events = behindHttps
    .log()
    .split('\n')
    .filter((line) => line.includes('"sign-in"'))
    .map((line) => JSON.parse(line));
  expect(events).toMatchObject([
    { ok: true, member: expect.any(String), request: expect.any(String) },
    { ok: true },
  ]);
});

test('an address that may not sign in gets the same response and no email', async ({ page, site }) => {
  await page.goto(`${site.origin}/ar/admin/sign-in`);
  await page.fill('#email', 'stranger@example.org');
  await page.locator('main form button').click();
  await expect(page.locator('#code')).toBeVisible();
  await expect(page.locator('main')).toContainText('إن كان لهذا البريد الإلكتروني حق الدخول');
  await expectFitForEveryone(page);
  await page.fill('#code', '123456');
  await page.locator('main form button').first().click();
  await expect(page.locator('#code-error')).toContainText('الرمز غير صحيح أو انتهت صلاحيته');
  expect(site.emailsTo('stranger@example.org')).toEqual([]);
});

test('a wrong code does not sign in, and a code works once', async ({ page, browser, site }) => {
  site.sql('DELETE FROM RateLimiterFlexible');
  const before = site.emailsTo(secretary).length;
  await page.goto(`${site.origin}/en/admin/sign-in`);
  await page.fill('#email', secretary);
  await page.locator('main form button').click();
  const code = (await site.waitForEmail(secretary, before)).text?.match(/\d{6}/)?.[0] ?? '';
  await page.fill('#code', code === '000000' ? '000001' : '000000');
  await page.locator('main form button').first().click();
  await expect(page.locator('#code-error')).toContainText('The code is wrong or no longer valid');
  // Digits as an Arabic keyboard types them.
  await page.fill(
    '#code',
    code.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit))),
  );
  await page.locator('main form button').first().click();
  await expect(page).toHaveURL(`${site.origin}/en/admin`);

  const elsewhere = await browser.newContext({ extraHTTPHeaders: { 'x-forwarded-for': newVisitor() } });
  const second = await elsewhere.newPage();
  await elsewhere.addCookies((await page.context().cookies()).filter(({ name }) => name === 'sign-in'));
  await second.goto(`${site.origin}/en/admin/sign-in`);
  await second.fill('#email', 'stranger@example.org');
  await second.locator('main form button').click();
  await second.fill('#code', code);
  await second.locator('main form button').first().click();
  await expect(second.locator('#code-error')).toBeVisible();
  await elsewhere.close();
});

test('a code that was asked for first is valid after a second one, and whatever strangers ask and guess', async ({
  page,
  browser,
  site,
}) => {
  site.sql('DELETE FROM RateLimiterFlexible');
  const before = site.emailsTo(secretary).length;
  const ask = async (by: typeof page) => {
    await by.goto(`${site.origin}/en/admin/sign-in`);
    await by.fill('#email', secretary);
    await by.locator('main form button').click();
    await expect(by.locator('#code')).toBeVisible();
  };
  const enter = async (by: typeof page, code: string) => {
    await by.fill('#code', code);
    await by.locator('main form button').first().click();
  };
  const theirs = await browser.newContext({ extraHTTPHeaders: { 'x-forwarded-for': newVisitor() } });
  const stranger = await theirs.newPage();
  for (let times = 0; times < 7; times++) await ask(stranger);
  await site.waitForEmail(secretary, before + 4);
  await ask(page);
  const first = (await site.waitForEmail(secretary, before + 5)).text?.match(/\d{6}/)?.[0] ?? '';
  for (let guess = 0; guess < 6; guess++) {
    await enter(stranger, first);
    await expect(stranger.locator('#code-error')).toContainText('asked for in another browser');
  }
  await theirs.close();
  await ask(page);
  await enter(page, `\u2068${first}\u2069.`);
  await expect(page).toHaveURL(`${site.origin}/en/admin`);

  // This browser is known now. Its codes share no limit with strangers.
  await page.getByRole('button', { name: 'Sign out' }).click();
  site.sql(
    "UPDATE RateLimiterFlexible SET points = 20 WHERE key LIKE 'code%' AND key NOT LIKE 'codeByKnown%'",
  );
  await ask(page);
  await site.waitForEmail(secretary, before + 6);
});

test('without a session no address of the staff pages opens', async ({ site }) => {
  await confirm(site, { fullName: 'سر المثال', jobTitle: 'مديرة', email: 'secret@example.org' });
  const [registration] = site.registrations('secret@example.org');
  for (const path of [
    '/ar/admin',
    '/en/admin?q=secret',
    `/ar/admin/registrations/${registration?.id}`,
    '/ar/admin/export.csv',
  ]) {
    for (const cookie of ['', 'session_token=forged.forged']) {
      const response = await fetch(site.origin + path, { redirect: 'manual', headers: { cookie } });
      expect([303, 307]).toContain(response.status);
      expect(response.headers.get('location')).toContain('/admin/sign-in');
      expect(await response.text()).not.toMatch(/secret@example\.org|سر المثال/);
    }
  }
});

test('after five codes in an hour no more are sent, no response shows it, and one client is told when to try again', async ({
  page,
  site,
}) => {
  site.sql('DELETE FROM RateLimiterFlexible');
  const before = site.emailsTo(secretary).length;
  const requestCode = async () => {
    await page.goto(`${site.origin}/en/admin/sign-in`);
    await page.fill('#email', secretary);
    await page.locator('main form button').click();
  };
  for (let index = 0; index < 6; index++) {
    await requestCode();
    await expect(page.locator('#code')).toBeVisible();
    await expect(page.locator('main')).toContainText('At most five codes are sent in an hour');
    if (index < 5) await site.waitForEmail(secretary, before + index);
  }
  site.sql("UPDATE RateLimiterFlexible SET points = 20 WHERE key LIKE 'codeByClient:%'");
  await requestCode();
  await expect(page.locator('#email-error')).toContainText(
    /There were too many attempts. You can try again after \d+:\d\d/,
  );
  await expect(page.locator('#email')).toHaveValue(secretary);
  expect(site.emailsTo(secretary)).toHaveLength(before + 5);
  site.sql('DELETE FROM RateLimiterFlexible');
});
