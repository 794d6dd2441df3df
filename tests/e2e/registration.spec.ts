import type { Page } from '@playwright/test';
import ICAL from 'ical.js';
import { otherLocale } from '@/lib/i18n/locale';
import { afterDeadline, endExtension, extendDeadline } from '../support/deadline';
import { sessionOf } from '../support/sign-in';
import { contact, newVisitor, openForm, type Site, sendForm } from '../support/site';
import {
  eachLanguageAndWay,
  everyLanguageAndWay,
  expect,
  expectFitForEveryone,
  expectReadable,
  test,
} from '../support/test';

const words = {
  ar: {
    amend: 'تعديل التسجيل',
    withdraw: 'إلغاء المشاركة',
    yes: 'نعم، إلغاء المشاركة',
    again: 'تأكيد المشاركة من جديد',
    saved: 'حُفظ التعديل',
    changed: 'تعديل تسجيلكم',
    otherLanguage: 'المراسلة بالإنكليزية أولاً',
    confirmed: 'مشاركة مؤكدة',
    withdrawn: 'مشاركة ملغاة',
    conflict: 'لم يُحفظ التعديل بعد: تغيّر التسجيل في هذه الأثناء',
    recorded: 'البيانات المسجَّلة الآن',
    typed: 'ما كتبتموه في الاستمارة',
    lost: 'استعادة الرابط الشخصي',
    dead: 'لا يؤدي هذا الرابط إلى أي تسجيل',
    notSaved: 'لم يُحفظ التعديل: انقضى الموعد',
    possible: 'يمكنكم التعديل',
    over: 'انقضى موعد التعديل',
    since: 'بنهاية يوم الأربعاء 24 كانون الثاني/يناير 2024',
    changeLanguage: 'متابعة الاستمارة بالعربية مع ما كتبتموه فيها',
    before: 'السابق',
    now: 'الجديد',
  },
  en: {
    amend: 'Change the registration',
    withdraw: 'Withdraw',
    yes: 'Yes, withdraw',
    again: 'Confirm participation again',
    saved: 'The change was saved',
    changed: 'Your registration was changed',
    otherLanguage: 'Write to me in Arabic first',
    confirmed: 'Participation confirmed',
    withdrawn: 'Participation withdrawn',
    conflict: 'Not saved yet: the registration changed meanwhile',
    recorded: 'Recorded now',
    typed: 'What you typed',
    lost: 'I lost my link',
    dead: 'This link does not work',
    notSaved: 'Not saved: the time for changes has ended',
    possible: 'Changes are possible',
    over: 'The time for changes ended',
    since: 'at the end of Wednesday, 24 January 2024',
    changeLanguage: 'Continue in English with what you typed',
    before: 'Before',
    now: 'Now',
  },
};
type Language = keyof typeof words;

let addressCount = 0;
const newAddress = () => `own-${process.pid}-${++addressCount}@example.org`;
const person = {
  ar: { fullName: 'نور الافتراضية', jobTitle: 'مديرة' },
  en: { fullName: "Dana O'Sample", jobTitle: 'Director' },
};
const submit = (page: Page) => page.locator('main form button[type=submit]').click();
/** Holds back the scripts of a page. @returns releases them */
async function holdScripts(page: Page): Promise<() => Promise<void>> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/_next/static/chunks/*.js', async (route) => {
    await released;
    await route.continue();
  });
  return async () => {
    release();
    await page.unrouteAll({ behavior: 'wait' });
  };
}
const linkIn = (text: string | undefined) => text?.match(/http\S+\/registration\/\S+/)?.[0] ?? '';

/** Confirms as a browser would, and returns the personal link from the email. */
async function register(site: Site, locale: Language, email = newAddress(), more = {}): Promise<string> {
  const emailsBefore = site.emailsTo(email).length;
  const form = await openForm(`${site.origin}/${locale}/rsvp`);
  const response = await sendForm(form, { ...person[locale], email, country: 'JO', ...more });
  expect(response.status).toBe(303);
  return linkIn((await site.waitForEmail(email, emailsBefore)).text);
}
const rowOf = (site: Site, email: string) =>
  site.sql<{ jobTitle: string; status: string; version: number; id: string }>(
    'SELECT id, jobTitle, status, version FROM Registration WHERE email = ?',
    email,
  )[0];

for (const { locale, javaScriptEnabled } of everyLanguageAndWay) {
  test.describe(`with JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });
    const texts = words[locale];

    test(`someone amends a registration in ${locale} and gets an email with old and new values`, async ({
      page,
      site,
    }) => {
      const email = newAddress();
      const link = await register(site, locale, email);
      await page.goto(link);
      await expect(page.locator('main')).toContainText(texts.confirmed);
      await page.getByRole('link', { name: texts.amend }).click();
      await expect(page.locator('h1')).toHaveText(texts.amend);
      await expect(page.locator('#email')).toHaveValue(email);
      expect(await page.locator('#email').getAttribute('readonly')).not.toBeNull();
      await expect(page.locator('#country')).toHaveValue('JO');
      if (javaScriptEnabled) await expectFitForEveryone(page);

      // First an invalid value: nothing typed is lost.
      await page.fill('#fullName', '');
      await page.fill('#jobTitle', 'وزيرة');
      await page.selectOption('#country', 'LB');
      await submit(page);
      await expect(page.locator('#fullName-error')).toBeVisible();
      await expect(page.locator('#jobTitle')).toHaveValue('وزيرة');
      await expect(page.locator('#country')).toHaveValue('LB');
      expect(rowOf(site, email)?.version).toBe(1);

      await page.fill('#fullName', person[locale].fullName);
      await submit(page);
      await expect(page.locator('main [role=status]')).toContainText(texts.saved);
      await expect(page.locator('main')).toContainText('وزيرة');
      await expect(page.locator('main')).toContainText(locale === 'ar' ? 'لبنان' : 'Lebanon');
      const sentEmail = await site.waitForEmail(email, 1);
      expect(sentEmail.text).toContain(`- ${texts.before}: ${person[locale].jobTitle}`);
      expect(sentEmail.text).toContain(`- ${texts.now}: وزيرة`);
      expect(linkIn(sentEmail.text)).toContain(`/${locale}/registration/`);
    });
  });
}

for (const { locale, javaScriptEnabled } of eachLanguageAndWay) {
  test.describe(`with JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });
    const texts = words[locale];

    test(`someone withdraws in ${locale} after a confirmation step, and comes back`, async ({
      page,
      site,
    }) => {
      const email = newAddress();
      const link = await register(site, locale, email);
      await page.goto(link);
      await page.getByRole('link', { name: texts.withdraw, exact: true }).click();
      await expect(page.locator('h1')).toHaveText(texts.withdraw);
      // Opening the page changes nothing: a mail program may open links by itself.
      expect(rowOf(site, email)?.status).toBe('confirmed');
      if (javaScriptEnabled) await expectFitForEveryone(page);
      await page.getByRole('button', { name: texts.yes }).click();
      await expect(page.locator('main')).toContainText(texts.withdrawn);
      expect(rowOf(site, email)?.status).toBe('withdrawn');
      expect((await site.waitForEmail(email, 1)).text).toContain(texts.withdrawn);
      if (javaScriptEnabled) await expectFitForEveryone(page);

      await page.getByRole('button', { name: texts.again }).click();
      await expect(page.locator('main')).toContainText(texts.confirmed);
      expect(rowOf(site, email)?.status).toBe('confirmed');
      const sentEmail = await site.waitForEmail(email, 2);
      expect(sentEmail.text).toContain(texts.confirmed);
      expect(sentEmail.attachments.map(({ filename }) => filename)).toEqual(['meeting.ics']);

      // Emails in the other language from now on.
      const other = otherLocale(locale);
      await page.getByRole('button', { name: texts.otherLanguage }).click();
      await expect(page.locator('main [role=status]')).toContainText(texts.saved);
      const inOther = await site.waitForEmail(email, 3);
      expect(inOther.subject).toContain(words[other].changed);
      expect(linkIn(inOther.text)).toContain(`/${other}/registration/`);
    });

    test(`two tabs amend one registration in ${locale}: the second is told, sees both versions, and decides`, async ({
      page,
      site,
    }) => {
      const email = newAddress();
      const link = await register(site, locale, email);
      const other = await openForm(`${link}/amend`);
      await page.goto(`${link}/amend`);
      const first = await sendForm(other, { ...person[locale], jobTitle: 'سفيرة', country: 'JO' });
      expect(first.status).toBe(303);

      await page.fill('#jobTitle', 'وزيرة');
      await submit(page);
      const main = page.locator('main');
      await expect(main).toContainText(texts.conflict);
      await expect(main).toContainText(new RegExp(`${texts.recorded}:\\s*سفيرة`));
      await expect(main).toContainText(new RegExp(`${texts.typed}:\\s*وزيرة`));
      await expect(page.locator('#jobTitle')).toHaveValue('وزيرة');
      expect(rowOf(site, email)?.jobTitle).toBe('سفيرة');
      if (javaScriptEnabled) await expectFitForEveryone(page);

      await submit(page);
      await expect(main.locator('[role=status]')).toContainText(texts.saved);
      expect(rowOf(site, email)?.jobTitle).toBe('وزيرة');
    });

    test(`someone who lost the link in ${locale} gets it by email, and a stranger learns nothing`, async ({
      page,
      site,
    }) => {
      const email = newAddress();
      await register(site, locale, email);
      await register(site, locale, email, { fullName: 'سلمى المثال' });
      const emailsBefore = site.emailsTo(email).length;
      const pages: string[] = [];
      for (const address of [email.toUpperCase(), newAddress()]) {
        await page.goto(`${site.origin}/${locale}`);
        await page.getByRole('link', { name: texts.lost }).click();
        await page.fill('#email', address);
        await submit(page);
        await page.waitForURL('**/registration?sent');
        pages.push(await page.locator('main').innerText());
      }
      expect(pages[0]).toBe(pages[1]);
      if (javaScriptEnabled) await expectFitForEveryone(page);

      const sentEmail = await site.waitForEmail(email, emailsBefore);
      const links = [...(sentEmail.text ?? '').matchAll(/http\S+\/registration\/\S+/g)].map(([url]) => url);
      expect(links).toHaveLength(2);
      for (const link of links) {
        await page.goto(link);
        await expect(page.locator('main')).toContainText(texts.confirmed);
      }

      // The same request a moment later gets the same response, and no second email.
      await page.goto(`${site.origin}/${locale}/registration`);
      await page.fill('#email', 'nobody@');
      await submit(page);
      await expect(page.locator('#email-error')).toContainText(/ونهاية النطاق|lacks an ending/);
      await expect(page.locator('#email')).toHaveValue('nobody@');
      await page.fill('#email', email);
      await submit(page);
      await page.waitForURL('**/registration?sent');
      await site.untilAllSentTo(email);
      expect(site.emailsTo(email)).toHaveLength(emailsBefore + 1);
    });

    test(`someone who is too late in ${locale} keeps what was typed and reads why`, async ({
      page,
      lend,
    }) => {
      const site = await lend({ clock: afterDeadline });
      extendDeadline(site);
      const link = await register(site, locale, 'late@example.org');
      const form = await openForm(`${link}/amend`);
      const withdrawal = await page.context().newPage();
      await withdrawal.goto(`${link}/withdraw`);
      await page.goto(`${link}/amend`);
      await page.fill('#jobTitle', 'وظيفة طويلة لا تُكتب مرتين');
      endExtension(site);
      await submit(page);
      const main = page.locator('main');
      for (const text of [texts.notSaved, texts.since, 'وظيفة طويلة لا تُكتب مرتين', contact]) {
        await expect(main).toContainText(text);
      }
      await expect(main).not.toContainText(texts.possible);
      const other = otherLocale(locale);
      await (javaScriptEnabled
        ? page.locator(`header a[hreflang=${other}]`)
        : page.getByRole('button', { name: words[other].changeLanguage })
      ).click();
      await expect(page.locator('html')).toHaveAttribute('lang', other);
      for (const text of [words[other].notSaved, 'وظيفة طويلة لا تُكتب مرتين'])
        await expect(main).toContainText(text);
      // What was typed is also kept when the form has other errors.
      const responseText = await (
        await sendForm(form, { fullName: '', jobTitle: 'كلام لا يُكتب مرتين' })
      ).text();
      for (const text of [texts.notSaved, 'كلام لا يُكتب مرتين', contact])
        expect(responseText).toContain(text);
      await withdrawal.getByRole('button', { name: texts.yes }).click();
      await expect(withdrawal).toHaveURL(`${link}?late`);
      await expect(withdrawal.locator('main [role=alert]')).toContainText(texts.since);
      await withdrawal.close();
      expect(rowOf(site, 'late@example.org')).toMatchObject({
        jobTitle: person[locale].jobTitle,
        status: 'confirmed',
        version: 1,
      });

      await page.goto(link);
      await expect(main).toContainText(texts.over);
      await expect(main).toContainText(contact);
      await expect(page.locator('main form')).toHaveCount(0);
      await expect(page.getByRole('link', { name: texts.amend })).toHaveCount(0);
      if (javaScriptEnabled) await expectFitForEveryone(page);
      await page.goto(`${link}/withdraw`);
      await expect(page).toHaveURL(link);
      await page.goto(`${link}/amend`);
      await expect(main).toContainText(texts.over);
      await expect(main).toContainText(contact);
    });
  });
}

test('every invalid link, malformed, truncated, foreign or revoked, gets the same response', async ({
  page,
  site,
}) => {
  const email = newAddress();
  const link = await register(site, 'ar', email);
  const revoked = await register(site, 'ar');
  site.sql('UPDATE Registration SET linkVersion = 2 WHERE id != ?', rowOf(site, email)?.id);
  const stranger = `${site.origin}/ar/registration/${'A'.repeat(90)}`;
  const pages = new Set<string>();
  for (const address of [
    revoked,
    link.slice(0, -4),
    `${link}x`,
    stranger,
    `${site.origin}/ar/registration/x`,
    `${site.origin}/ar/registration/..%2Fadmin`,
  ]) {
    const response = await page.goto(address);
    expect(response?.status()).toBe(404);
    expect(response?.headers()['cache-control']).toContain('no-store');
    expect(response?.headers()['referrer-policy']).toBe('same-origin');
    await expect(page.locator('meta[name=robots]')).toHaveAttribute('content', /noindex/);
    pages.add(`${await page.title()}\n${await page.locator('main').innerText()}`);
  }
  expect([...pages]).toHaveLength(1);
  await expect(page.locator('h1')).toHaveText(words.ar.dead);
  await expectFitForEveryone(page);
  await page.locator('main a.action').click();
  await expect(page.locator('h1')).toHaveText(words.ar.lost);
});

test('the other way round, in Arabic without JavaScript: errors, a conflict, a withdrawal, a lost link and an invalid one', async ({
  site,
}) => {
  const texts = words.ar;
  const rsvp = await openForm(`${site.origin}/ar/rsvp`);
  const invalid = await (await sendForm(rsvp, { jobTitle: 'م', email: 'nobody@' })).text();
  for (const text of ['هناك ما ينبغي تصحيحه', 'href="#fullName"', 'id="email-error"', 'value="nobody@"'])
    expect(invalid).toContain(text);

  const email = newAddress();
  const link = await register(site, 'ar', email);
  const stale = await openForm(`${link}/amend`);
  const amended = { ...person.ar, jobTitle: 'سفيرة', country: 'JO' };
  expect((await sendForm(await openForm(`${link}/amend`), amended)).status).toBe(303);
  const conflict = await (await sendForm(stale, { ...amended, jobTitle: 'وزيرة' })).text();
  for (const text of [texts.conflict, texts.recorded, 'سفيرة', texts.typed, 'value="وزيرة"'])
    expect(conflict).toContain(text);
  expect(rowOf(site, email)?.jobTitle).toBe('سفيرة');

  const withdrawn = await sendForm(await openForm(`${link}/withdraw`), {});
  expect(withdrawn.headers.get('location')).toContain('?done=withdrawn');
  expect(await (await fetch(link)).text()).toContain(texts.withdrawn);
  expect((await site.waitForEmail(email, 2)).text).toContain(texts.withdrawn);

  const lost = await openForm(`${site.origin}/ar/registration`);
  const refused = await (await sendForm(lost, { email: 'nobody@' })).text();
  expect(refused).toContain('id="email-error"');
  expect(refused).toContain('value="nobody@"');
  for (const address of [email, newAddress()]) {
    const sent = await sendForm(lost, { email: address });
    expect(sent.headers.get('location')).toContain('/ar/registration?sent');
  }
  await site.untilAllSentTo(email);
  expect(linkIn(site.emailsTo(email).at(-1)?.text)).toContain('/ar/registration/');

  const mainOf = async (address: string) => {
    const response = await fetch(address);
    expect(response.status).toBe(404);
    return (await response.text()).match(/<main[\s\S]*<\/main>/)?.[0].replace(/<[^>]+>/g, ' ');
  };
  const dead = await mainOf(link.slice(0, -4));
  expect(dead).toContain(texts.dead);
  expect(await mainOf(`${site.origin}/ar/registration/${'A'.repeat(90)}`)).toBe(dead);
});

test('the other way round, in English with JavaScript: errors, a conflict, a withdrawal, a lost link, and too late', async ({
  page,
  lend,
}) => {
  const texts = words.en;
  const site = await lend({ clock: afterDeadline });
  extendDeadline(site);
  const email = newAddress();
  await page.goto(`${site.origin}/en/rsvp`);
  await page.fill('#jobTitle', 'Director');
  await page.fill('#email', 'dana@');
  await page.selectOption('#country', 'JO');
  await submit(page);
  const summary = page.locator('.notice-error');
  await expect(summary).toBeFocused();
  await expect(summary.getByRole('link')).toHaveCount(2);
  await expect(page.locator('#email')).toHaveValue('dana@');
  await page.fill('#fullName', person.en.fullName);
  await page.fill('#email', email);
  await submit(page);
  await page.waitForURL('**/rsvp/thanks');
  // A participant who confirmed in time is not told to send the form again once it would be refused.
  endExtension(site);
  await page.reload();
  await expect(page.locator('main')).toContainText('the form cannot be sent again');
  extendDeadline(site);

  const link = linkIn((await site.waitForEmail(email)).text);
  await page.goto(`${link}/amend`);
  const amended = { ...person.en, jobTitle: 'Envoy', country: 'JO' };
  expect((await sendForm(await openForm(`${link}/amend`), amended)).status).toBe(303);
  await page.fill('#jobTitle', 'Minister');
  await submit(page);
  await expect(page.locator('main')).toContainText(texts.conflict);
  await expect(page.locator('#jobTitle')).toHaveValue('Minister');
  endExtension(site);
  await submit(page);
  await expect(page.locator('main')).toContainText(texts.notSaved);
  await expect(page.locator('main')).toContainText('Minister');
  expect(rowOf(site, email)?.jobTitle).toBe('Envoy');

  extendDeadline(site);
  await page.goto(`${link}/withdraw`);
  await page.getByRole('button', { name: texts.yes }).click();
  await expect(page.locator('main')).toContainText(texts.withdrawn);
  await page.getByRole('button', { name: texts.again }).click();
  await expect(page.locator('main')).toContainText(texts.confirmed);

  await page.goto(`${site.origin}/en/registration`);
  await page.fill('#email', 'nobody@');
  await submit(page);
  await expect(page.locator('#email-error')).toBeVisible();
  await page.fill('#email', email);
  await submit(page);
  await page.waitForURL('**/registration?sent');
});

test('a change that is sent twice is made once and causes one email', async ({ site }) => {
  const email = newAddress();
  const link = await register(site, 'ar', email);
  const form = await openForm(`${link}/amend`);
  const values = { ...person.ar, jobTitle: 'وزيرة', country: 'JO' };
  const responses = await Promise.all([
    sendForm(form, values),
    sendForm(form, values),
    sendForm(form, values),
  ]);
  expect(responses.map(({ status }) => status)).toEqual([303, 303, 303]);
  const withdraw = await openForm(`${link}/withdraw`);
  for (const response of [await sendForm(withdraw, {}), await sendForm(withdraw, {})]) {
    expect(response.headers.get('location')).toContain('?done=withdrawn');
  }
  await site.untilAllSentTo(email);
  expect(site.emailsTo(email)).toHaveLength(3);
  expect(rowOf(site, email)).toMatchObject({ version: 3, status: 'withdrawn' });
});

test('an old form that is sent again after other changes shows what is recorded, not what it requested', async ({
  page,
  site,
}) => {
  const email = newAddress();
  const link = await register(site, 'ar', email);
  await page.goto(`${link}/withdraw`);
  await sendForm(await openForm(`${link}/withdraw`), {});
  await sendForm(await openForm(link), {});
  expect(rowOf(site, email)?.status).toBe('confirmed');
  await page.getByRole('button', { name: words.ar.yes }).click();
  await expect(page).toHaveURL(`${link}/withdraw?changed`);
  await expect(page.locator('main [role=alert]')).toContainText('ولم تُلغَ مشاركتكم بعد');
  expect(rowOf(site, email)).toMatchObject({ status: 'confirmed', version: 3 });
});

test('no page says that something was done to whoever only opens its address, and each says it once to whoever did it', async ({
  site,
}) => {
  const email = newAddress();
  const link = new URL(await register(site, 'ar', email)).pathname;
  const { id } = rowOf(site, email) ?? {};
  const member = await sessionOf(site);
  const mainOf = async (address: string, cookie = '') => {
    const response = await fetch(site.origin + address, { headers: { cookie } });
    const main = (await response.text()).match(/<main[\s\S]*<\/main>/)?.[0] ?? '';
    return { main, setCookie: response.headers.getSetCookie().join() };
  };
  const claim = /role="(?:status|alert)" class="notice/;
  for (const address of [
    ...['amended', 'unchanged', 'confirmed', 'withdrawn'].map((done) => `${link}?done=${done}`),
    `${link}?changed`,
    `${link}?late`,
    `${link}/withdraw?changed`,
    '/ar/registration?sent',
    '/en/registration?sent',
  ]) {
    const { main } = await mainOf(address);
    expect(main, address).not.toMatch(claim);
    expect(main, address).not.toMatch(/وصل طلبكم|Your request was received/);
  }
  for (const locale of ['ar', 'en'] as const) {
    const { main } = await mainOf(`/${locale}/rsvp/thanks`);
    expect(main).not.toMatch(/شكراً|Thank you|خلال دقائق|Within minutes/);
    for (const path of ['rsvp', 'registration']) expect(main).toContain(`href="/${locale}/${path}"`);
  }
  for (const address of [
    'admin?nothing',
    'admin/people?done=invited',
    'admin/deadline?done=moved',
    'admin/letters?done=dropped',
    'admin/import?done=dropped',
    `admin/record?done=${id}`,
    `admin/registrations/${id}?done=erased`,
  ]) {
    expect((await mainOf(`/ar/${address}`, member)).main, address).not.toMatch(claim);
  }

  const sent = await sendForm(await openForm(`${site.origin}/ar/registration`), { email });
  const notice = sent.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const first = await mainOf('/ar/registration?sent', notice);
  expect(first.main).toContain('وصل طلبكم');
  expect(first.setCookie).toMatch(/^notice=; .*Max-Age=0/);
  expect((await mainOf('/en/registration?sent', notice)).main).toContain('Your request was received');
  expect((await mainOf('/ar/registration', notice)).setCookie).toBe('');
  expect((await mainOf(`${link}?done=amended`, notice)).main).not.toMatch(claim);
});

test('after the meeting neither the form nor a registration offers what is over', async ({ page, lend }) => {
  const site = await lend({ clock: '2024-02-13T12:30:00+04:00' });
  // As if the registration was made before the meeting.
  site.sql(
    "INSERT INTO MeetingChange (meetingId, closesAt, version) VALUES ('arab-egov-directors-11', '2024-03-01T00:00:00.000+00:00', 1)",
  );
  const link = await register(site, 'ar', 'held@example.org');
  endExtension(site);
  expect(site.emailsTo('held@example.org')[0]).toMatchObject({ attachments: [] });
  await page.goto(`${site.origin}/ar/rsvp`);
  await expect(page.locator('main')).toContainText('انعقد الاجتماع في دبي');
  await expect(page.locator('main form')).toHaveCount(0);
  await page.goto(link);
  await expect(page.locator('main')).toContainText('عُقد الاجتماع في 13 شباط/فبراير 2024');
  await expect(page.locator('main')).not.toContainText(/إضافة إلى التقويم|إلغاء المشاركة/);
  await page.goto(`${link}/amend`);
  await expect(page.locator('main')).toContainText('عُقد الاجتماع في 13 شباط/فبراير 2024');
});

test('someone confirms, amends and withdraws with the keyboard alone', async ({ page, site }) => {
  const email = newAddress();
  /** Presses Tab until the control with this name has the focus, as people do who cannot use a mouse. */
  const goTo = async (name: string) => {
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press('Tab');
      const here = await page.evaluate(() => {
        const at = document.activeElement;
        const label = at instanceof HTMLInputElement ? at.labels?.[0]?.textContent : at?.textContent;
        return (label ?? '').replace(/\s+/g, ' ').trim();
      });
      if (here.startsWith(name)) return;
    }
    throw new Error(`the keyboard does not lead to ${name}`);
  };
  await page.goto(`${site.origin}/ar/rsvp`);
  for (const [name, value] of [
    ['الاسم الكامل', 'نور الافتراضية'],
    ['المسمى الوظيفي', 'مديرة'],
    ['البريد الإلكتروني', email],
  ] as const) {
    await goTo(name);
    await page.keyboard.insertText(value);
  }
  await goTo('تأكيد المشاركة');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/thanks');

  await page.goto(linkIn((await site.waitForEmail(email)).text));
  await goTo('تعديل التسجيل');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/amend');
  await goTo('الجهة');
  await page.keyboard.insertText('وزارة النموذج');
  await goTo('حفظ التعديل');
  await page.keyboard.press('Enter');
  await page.waitForURL('**?done=amended');
  await goTo('إلغاء المشاركة');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/withdraw');
  await goTo('نعم، إلغاء المشاركة');
  await page.keyboard.press('Enter');
  await page.waitForURL('**?done=withdrawn');
  expect(rowOf(site, email)).toMatchObject({ status: 'withdrawn', version: 3 });
  await goTo('استعادة الرابط الشخصي');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/ar/registration');
  await goTo('البريد الإلكتروني');
  await page.keyboard.insertText(email);
  await page.keyboard.press('Enter');
  await page.waitForURL('**?sent');
});

test('the log never contains the token of a personal link', async ({ site, page }) => {
  const email = newAddress();
  const link = await register(site, 'en', email);
  const token = link.split('/').at(-1) ?? '';
  await page.goto(link);
  await page.goto(`${link}/amend`);
  const form = await openForm(`${link}/amend`);
  await sendForm(form, { ...person.en, jobTitle: 'Minister' });
  await page.goto(`${link.slice(0, -3)}`);
  site.sql('ALTER TABLE AuditEvent RENAME TO AuditEventAway');
  try {
    const response = await sendForm(await openForm(`${link}/amend`), { ...person.en, jobTitle: 'Envoy' });
    expect(response.status).toBe(200);
  } finally {
    site.sql('ALTER TABLE AuditEventAway RENAME TO AuditEvent');
  }
  expect(site.log()).toContain('"event":"surprise"');
  for (const secret of [token, token.slice(0, 30), email, 'Sample', 'Envoy']) {
    expect(site.log()).not.toContain(secret);
  }
});

test('one client may request lost links twenty times', async ({ site }) => {
  const form = await openForm(`${site.origin}/en/registration`);
  const visitor = newVisitor();
  const requestLink = () => sendForm(form, { email: newAddress() }, visitor);
  const responses = await Promise.all(Array.from({ length: 20 }, requestLink));
  expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([303]));
  const refused = await requestLink();
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.text()).toContain('There were too many attempts from this connection');
});

for (const locale of ['ar', 'en'] as const) {
  test(`someone adds the meeting to a calendar in ${locale}`, async ({ page, site }) => {
    await page.goto(`${site.origin}/${locale}`);
    const downloading = page.waitForEvent('download');
    await page.locator(`main a[href="/${locale}/meeting.ics"]`).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('meeting.ics');
    const response = await fetch(`${site.origin}/${locale}/meeting.ics`);
    expect(response.headers.get('content-type')).toContain('text/calendar; charset=utf-8');
    const file = await response.text();
    expect(file).toMatch(/\r\nEND:VCALENDAR\r\n$/);
    const event = new ICAL.Event(
      new ICAL.Component(ICAL.parse(file)).getFirstSubcomponent('vevent') ?? undefined,
    );
    expect(event.startDate.toJSDate().toISOString()).toBe('2024-02-13T05:00:00.000Z');
    expect(event.summary).toBe(await page.locator('footer p').first().innerText());
    expect(event.description).toContain(`${site.origin}/${locale}`);
    const google = await page.getByRole('link', { name: /Google/ }).getAttribute('href');
    expect(new URL(google ?? '').searchParams.get('text')).toBe(event.summary);
  });
}

for (const locale of ['ar', 'en'] as const) {
  test.describe(`text size and contrast in ${locale}`, () => {
    const look = (page: Page) =>
      page.evaluate(() => [
        getComputedStyle(document.documentElement).fontSize,
        getComputedStyle(document.body).color,
      ]);
    const chosen = ['32px', 'rgb(0, 0, 0)'];
    /** Chooses the largest text and more contrast, with the keyboard alone. */
    const choose = async (page: Page, site: { readonly origin: string }) => {
      await page.goto(`${site.origin}/${locale}`);
      await page.locator('details.display summary').focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      for (let presses = 0; presses < 3; presses++) await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowDown');
      expect(await look(page)).toEqual(chosen);
    };

    test('are chosen with the keyboard alone, and apply in every tab at once', async ({ page, site }) => {
      await choose(page, site);
      await expectFitForEveryone(page);
      const other = await page.context().newPage();
      await other.goto(`${site.origin}/${locale}/privacy`);
      await page.locator('details.display input[value=large]').check();
      await expect(other.locator('html')).toHaveCSS('font-size', '20px');
      await expect(other.locator('details.display input[value=large]')).toBeChecked();
      await page.locator('details.display input[value=largest]').check();
      await other.close();
      for (const width of [768, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        const panel = await page.locator('.display-panel').boundingBox();
        expect(panel?.x).toBeGreaterThanOrEqual(0);
        expect((panel?.x ?? 0) + (panel?.width ?? 0)).toBeLessThanOrEqual(width);
      }
    });

    test('stay as chosen on every page', async ({ page, site }) => {
      await choose(page, site);
      const own = new URL(await register(site, locale)).pathname.replace(`/${locale}`, '');
      for (const path of [
        own,
        `${own}/amend`,
        `${own}/withdraw`,
        '/share',
        '/rsvp/thanks',
        '/privacy',
        '/accessibility',
        '/rsvp',
        '/registration',
        '/registration/x',
        '/nowhere',
      ]) {
        // They apply before anything is painted, even while the page's scripts are still loading.
        const release = await holdScripts(page);
        await page.goto(`${site.origin}/${locale}${path}`, { waitUntil: 'domcontentloaded' });
        expect(await look(page)).toEqual(chosen);
        await release();
        await expect(page.locator('details.display input[value=largest]')).toBeChecked();
        // The tests of these pages check the rest in normal size.
        await expectReadable(page);
      }
    });
  });
}

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  test('no control is shown that would do nothing', async ({ page, site }) => {
    await page.goto(`${site.origin}/ar`);
    await expect(page.locator('details.display')).toBeHidden();
    await expect(page.locator('.reader-time:visible')).toHaveCount(0);
  });
});

for (const [timezoneId, localTimes] of [
  [
    'Asia/Beirut',
    {
      ar: 'بالتوقيت المحلي لديكم: 7:00 – 10:30',
      en: 'Your time: 7:00–10:30 (Eastern European Standard Time)',
    },
  ],
  [
    'America/New_York',
    { ar: 'بالتوقيت المحلي لديكم: 0:00 – 3:30', en: 'before 15:00 on Wednesday, 24 January 2024' },
  ],
  ['Asia/Muscat', null],
] as const) {
  test.describe(`a reader in ${timezoneId}`, () => {
    test.use({ timezoneId });
    test(`reads Dubai’s time ${localTimes ? 'and the local time' : 'alone, because it is the same'}`, async ({
      page,
      site,
    }) => {
      for (const locale of ['ar', 'en'] as const) {
        await page.goto(`${site.origin}/${locale}`);
        await expect(page.locator('main')).toContainText(locale === 'ar' ? 'بتوقيت دبي' : 'Dubai time');
        await expect(page.locator('details.display')).toBeVisible();
        if (localTimes) await expect(page.locator('main')).toContainText(localTimes[locale]);
        else await expect(page.locator('.reader-time')).toHaveCount(0);
      }
    });
  });
}

for (const width of [320, 768, 1280]) {
  test.describe(`a reader in Beirut at ${width} px`, () => {
    test.use({ timezoneId: 'Asia/Beirut', viewport: { width, height: 800 } });
    test('sees no layout shift when the local time appears', async ({ page, site }) => {
      for (const locale of ['ar', 'en'] as const) {
        for (const path of ['', '/rsvp']) {
          const top = () =>
            page
              .locator(path ? 'main form' : '#agenda')
              .evaluate((part) => part.getBoundingClientRect().top + window.scrollY);
          const release = await holdScripts(page);
          await page.goto(`${site.origin}/${locale}${path}`, { waitUntil: 'domcontentloaded' });
          await page.evaluate(() => document.fonts.ready.then(() => undefined));
          await expect(page.locator('.reader-time > span')).toHaveCount(0);
          const before = await top();
          await release();
          await expect(page.locator('.reader-time > span').first()).toBeVisible();
          expect(await top()).toBe(before);
        }
      }
    });
  });
}

test('a device without a time zone shows the page with Dubai’s time', async ({ page, site }) => {
  await page.addInitScript(() => {
    Intl.DateTimeFormat.prototype.resolvedOptions = () => {
      throw new RangeError('no zone');
    };
  });
  await page.goto(`${site.origin}/ar`);
  await expect(page.locator('details.display')).toBeVisible();
  await expect(page.locator('h1')).toContainText('اجتماع مديري الحكومة الإلكترونية العرب');
  await expect(page.locator('.reader-time')).toHaveCount(0);
});
