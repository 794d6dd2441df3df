import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { inviteHost, sessionOf, signIn } from '../support/sign-in';
import { newVisitor, openForm, secretary, sendForm } from '../support/site';
import { expect, expectFitForEveryone, test } from '../support/test';

const hoursFromNow = (hours: number) =>
  new Date(Date.now() + hours * 3_600_000).toISOString().replace('Z', '+00:00');

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('the secretary invites a member of the host, who signs in and sees little, and removes the member again', async ({
      page,
      browser,
      site,
    }) => {
      const invited = `invited-${javaScriptEnabled}@example.org`;
      await signIn(page, site);
      await page.goto(`${site.origin}/ar/admin/people`);
      await page.fill('#email', 'name@@example.org');
      await page.getByRole('button', { name: 'دعوة', exact: true }).click();
      await expect(page.locator('#email-error')).toContainText('أكثر من علامة @');
      await expect(page.locator('#email')).toHaveValue('name@@example.org');
      await page.fill('#email', invited);
      await page.getByRole('button', { name: 'دعوة', exact: true }).click();
      await expect(page.getByRole('status')).toContainText('أُعطي حق الدخول');
      expect((await site.waitForEmail(invited)).text).toContain(`${site.origin}/ar/admin`);

      const theirs = await browser.newContext({ extraHTTPHeaders: { 'x-forwarded-for': newVisitor() } });
      const other = await theirs.newPage();
      await signIn(other, site, 'ar', invited);
      await expect(other.locator('main')).toContainText('الجهة المضيفة');
      await other.goto(`${site.origin}/ar/admin/people`);
      await expect(other.locator('h1')).toHaveText('هذه الصفحة لأمانة الاجتماع وحدها');

      await page.goto(`${site.origin}/ar/admin/people`);
      await page.getByRole('link', { name: invited }).click();
      if (javaScriptEnabled) await expectFitForEveryone(page);
      await page.getByRole('button', { name: 'إلغاء حق الدخول' }).click();
      await expect(page.getByRole('status')).toContainText('أُلغي حق الدخول');
      await other.goto(`${site.origin}/ar/admin`);
      await expect(other).toHaveURL(`${site.origin}/ar/admin/sign-in`);
      await theirs.close();

      await page.getByRole('link', { name: secretary, exact: true }).click();
      await page.getByRole('button', { name: 'إلغاء حق الدخول' }).click();
      await expect(page.locator('main')).toContainText('لا بد من أن يبقى شخص واحد');
    });
  });
}

test('after signing in a member returns to the requested page, and to no other site', async ({
  page,
  site,
}) => {
  site.sql('DELETE FROM RateLimiterFlexible');
  await page.goto(`${site.origin}/ar/admin/log?type=list.exported`);
  await expect(page).toHaveURL(/sign-in\?back=/);
  const before = site.emailsTo(secretary).length;
  await page.fill('#email', secretary);
  await page.locator('main form button').click();
  await page.fill('#code', (await site.waitForEmail(secretary, before)).text?.match(/\d{6}/)?.[0] ?? '');
  await page.locator('main form button').first().click();
  await expect(page).toHaveURL(`${site.origin}/ar/admin/log?type=list.exported`);
  for (const returnPath of [
    '//evil.example',
    'https://evil.example',
    '/admin/../../evil',
    '/admin\\@evil',
    '/rsvp',
  ]) {
    const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    const response = await fetch(
      `${site.origin}/ar/admin/sign-in?${new URLSearchParams({ back: returnPath })}`,
      {
        redirect: 'manual',
        headers: { cookie },
      },
    );
    expect(response.headers.get('location')).toBe('/ar/admin');
  }
});

test('a session ends after twelve hours without a request, not before, and nothing typed is lost', async ({
  page,
  site,
}) => {
  await signIn(page, site);
  const age = (hours: number) =>
    site.sql(
      'UPDATE Session SET expiresAt = ?, updatedAt = ?',
      hoursFromNow(12 - hours),
      hoursFromNow(-hours),
    );
  age(11.9);
  const response = await page.goto(`${site.origin}/ar/admin/people`);
  await expect(page.locator('h1')).toHaveText('الأشخاص والأجهزة');
  expect(await response?.headerValue('set-cookie')).toMatch(
    /session_token=.*Max-Age=43200.*HttpOnly.*SameSite=lax/i,
  );
  const [session] = site.sql<{ expiresAt: string }>('SELECT expiresAt FROM Session ORDER BY updatedAt DESC');
  expect(new Date(String(session?.expiresAt)).getTime()).toBeGreaterThan(Date.now() + 11.9 * 3_600_000);

  // After a week a new code is needed, even in a session that was used all the time.
  const [begun] = site.sql<{ createdAt: string }>('SELECT createdAt FROM Session ORDER BY updatedAt DESC');
  site.sql('UPDATE Session SET createdAt = ?', hoursFromNow(-7 * 24 - 0.1));
  await page.goto(`${site.origin}/ar/admin/people`);
  await expect(page).toHaveURL(/admin\/sign-in/);
  site.sql('UPDATE Session SET createdAt = ?', begun?.createdAt);
  await page.goto(`${site.origin}/ar/admin/people`);

  await page.fill('#email', 'kept@example.org');
  age(12.1);
  await page.getByRole('button', { name: 'دعوة', exact: true }).click();
  await expect(page.locator('main')).toContainText('انتهت صلاحية الدخول ولم يُحفظ شيء');
  await expect(page.locator('#email')).toHaveValue('kept@example.org');
  const other = await page.context().newPage();
  await signIn(other, site);
  await page.getByRole('button', { name: 'دعوة', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('أُعطي حق الدخول');
});

test('sessions can be seen and ended, and the log shows and exports who did what and from where', async ({
  page,
  site,
}) => {
  await signIn(page, site);
  await page.goto(`${site.origin}/ar/admin/people`);
  await expect(page.locator('main')).toContainText('هذا الجهاز');
  const rows = page.getByRole('region', { name: 'أجهزة الدخول' }).locator('tbody tr');
  await sessionOf(site);
  await page.reload();
  const before = await rows.count();
  await rows.filter({ hasNotText: 'هذا الجهاز' }).first().getByRole('button').click();
  await expect(page.getByRole('status')).toHaveText('انتهى الدخول من ذلك الجهاز.');
  await expect(rows).toHaveCount(before - 1);

  await page.goto(`${site.origin}/ar/admin/log`);
  await page.selectOption('#type', 'session.ended');
  await page.fill('#by', 'SECRETARY@');
  await page.locator('form:has(#type) button').click();
  await expect(page).toHaveURL(/type=session\.ended/);
  const event = page.locator('tbody tr').first();
  await expect(event).toContainText(secretary);
  await expect(event).toContainText('3fff:');
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'تنزيل السجل (CSV)' }).click();
  const csv = readFileSync(await (await downloading).path(), 'utf8');
  const [, first] = parse(csv, { bom: true }) as string[][];
  expect(first).toEqual(expect.arrayContaining(['إنهاء الدخول من جهاز', secretary]));
  expect(site.sql("SELECT * FROM AuditEvent WHERE type = 'list.exported'")).not.toEqual([]);
  for (const locale of ['ar', 'en']) {
    for (const path of ['people', 'log']) {
      await page.goto(`${site.origin}/${locale}/admin/${path}`);
      await expectFitForEveryone(page);
    }
  }
});

test('the host cannot invite, remove or read the log', async ({ site }) => {
  inviteHost(site, 'host-people@example.org');
  const asSecretary = await sessionOf(site);
  const asHost = await sessionOf(site, 'host-people@example.org');
  for (const path of ['people', 'log', 'log.csv', 'record', 'deadline']) {
    const response = await fetch(`${site.origin}/ar/admin/${path}`, { headers: { cookie: asHost } });
    expect(response.status, path).toBe(403);
  }
  const { hidden } = await openForm(`${site.origin}/ar/admin/record`, asSecretary);
  await sendForm(
    { address: `${site.origin}/ar/admin/record`, hidden },
    { fullName: 'رفض المثال', jobTitle: 'مدير', source: 'email', email: 'rejected@example.org' },
    newVisitor(),
    asHost,
  );
  expect(site.registrations('rejected@example.org')).toEqual([]);
  expect(site.sql("SELECT * FROM User WHERE role = 'secretariat'")).toHaveLength(1);
});
