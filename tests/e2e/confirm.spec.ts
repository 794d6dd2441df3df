import type { Page, Route } from '@playwright/test';
import { otherLocale } from '@/lib/i18n/locale';
import { mailboxKey } from '@/lib/text/mailbox-key';
import { recipient } from '@/scripts/mailbox';
import { nameOf } from '../support/builders';
import { afterDeadline, endExtension, extendDeadline } from '../support/deadline';
import { signIn } from '../support/sign-in';
import { contact, newVisitor, openForm, secretary, sendForm } from '../support/site';
import { eachLanguageAndWay, everyLanguageAndWay, expect, expectFitForEveryone, test } from '../support/test';
import { untilElapsed } from '../support/timing';

const words = {
  ar: { submit: 'تأكيد المشاركة', thanks: 'شكراً، وصل تأكيد المشاركة', problem: 'هناك ما ينبغي تصحيحه' },
  en: {
    submit: 'Confirm participation',
    thanks: 'Thank you, your confirmation was received',
    problem: 'There is a problem',
  },
};

/** The button that changes the language where there is no JavaScript. */
const changeLanguage = {
  ar: 'متابعة الاستمارة بالعربية مع ما كتبتموه فيها',
  en: 'Continue in English with what you typed',
};

const changeTo = (page: Page, language: 'ar' | 'en', javaScriptEnabled: boolean) =>
  (javaScriptEnabled
    ? page.locator(`header a[hreflang=${language}]`)
    : page.getByRole('button', { name: changeLanguage[language] })
  ).click();

/** Replaces the text nodes of the main part by texts of its own, as the translation of a browser does. */
const translateTexts = (page: Page) =>
  page.locator('main').evaluate((main) => {
    const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    const nodes: Text[] = [];
    while (texts.nextNode()) nodes.push(texts.currentNode as Text);
    for (const node of nodes) {
      const translation = document.createElement('font');
      translation.textContent = node.data;
      node.replaceWith(translation);
    }
  });

let addressCount = 0;
/** An address that no other test uses. */
const newAddress = () => `person-${process.pid}-${++addressCount}@example.org`;

const submit = (page: Page) => page.locator('main form button[type=submit]').click();

for (const { locale, javaScriptEnabled } of everyLanguageAndWay) {
  test.describe(`with JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test(`someone confirms in ${locale}, gets an email and opens its link`, async ({ page, site }) => {
      const email = newAddress();
      const name = locale === 'ar' ? 'نور الافتراضية' : "Dana O'Sample-Haddad";
      await page.goto(`${site.origin}/${locale}`);
      await page.locator(`main a[href="/${locale}/rsvp"]`).click();
      await page.fill('#fullName', name);
      await page.fill('#jobTitle', locale === 'ar' ? 'رئيسة قسم البيانات' : 'Director, Open Data');
      await page.fill('#email', email);
      await page.fill('#presentationTitle', 'البيانات المفتوحة');
      await page.selectOption('#country', 'LB');
      await submit(page);

      await expect(page.locator('h1')).toHaveText(words[locale].thanks);
      await expect(page).toHaveURL(`${site.origin}/${locale}/rsvp/thanks`);
      await expect(page.locator('main')).toContainText(email);
      await expect(page.locator('main')).toContainText(contact);
      const [registration] = site.registrations(email);
      expect(registration?.fullName).toBe(name);
      // The reference and the link are sent by email only.
      const reference = registration?.reference ?? '';
      expect(await page.content()).not.toContain(reference);

      const sentEmail = await site.waitForEmail(email);
      expect(sentEmail.text).toContain(reference);
      // A stranger may have typed the title. Only the owner of the mailbox sees it, behind the link.
      expect(sentEmail.text).not.toContain('البيانات المفتوحة');
      const link = sentEmail.text?.match(/http\S+\/registration\/\S+/)?.[0] ?? '';
      expect(link).toContain(`/${locale}/registration/`);
      const response = await page.goto(link);
      expect(response?.headers()['cache-control']).toContain('no-store');
      await expect(page.locator('meta[name=robots]')).toHaveAttribute('content', /noindex/);
      for (const text of [
        name,
        email,
        reference,
        'البيانات المفتوحة',
        locale === 'ar' ? 'لبنان' : 'Lebanon',
      ]) {
        await expect(page.locator('main')).toContainText(text);
      }
      const opened = () =>
        site.sql('SELECT 1 FROM Registration WHERE email = ? AND linkOpenedAt IS NOT NULL', email);
      await expect.poll(opened).toHaveLength(1);
    });
  });
}

for (const { locale, javaScriptEnabled } of eachLanguageAndWay) {
  test.describe(`with JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test(`someone sees every error in ${locale}, keeps what was typed, and corrects it`, async ({
      page,
      site,
    }) => {
      const email = newAddress();
      await page.goto(`${site.origin}/${locale}/rsvp`);
      await page.fill('#jobTitle', 'م');
      await page.fill('#email', email.replace('.', '،'));
      await page.fill('#presentationTitle', 'عن');
      await page.selectOption('#country', 'JO');
      await page.fill('#organization', 'و'.repeat(201));
      await submit(page);

      const summary = page.locator('.notice-error');
      await expect(summary).toBeFocused();
      await expect(summary.locator('h2')).toHaveText(words[locale].problem);
      await expect(summary.getByRole('link')).toHaveCount(5);
      for (const field of ['fullName', 'jobTitle', 'email', 'presentationTitle', 'organization']) {
        const control = page.locator(`#${field}`);
        await expect(control).toHaveAttribute('aria-invalid', 'true');
        const error = page.locator(`#${field}-error`);
        await expect(control).toHaveAttribute('aria-describedby', new RegExp(`${field}-error`));
        await expect(summary.locator(`a[href="#${field}"]`)).toHaveText(
          (await error.innerText()).replace(/^(خطأ|Error):\s*/, ''),
        );
      }
      await expect(page.locator('#country')).not.toHaveAttribute('aria-invalid');
      await expect(page.locator('#jobTitle')).toHaveValue('م');
      await expect(page.locator('#email')).toHaveValue(email.replace('.', '،'));
      await expect(page.locator('#country')).toHaveValue('JO');
      await expect(page.locator('#organization')).toHaveValue('و'.repeat(201));
      if (javaScriptEnabled) {
        await expect(page).toHaveTitle(/^(خطأ|Error): /);
        await expectFitForEveryone(page);
      }
      expect(site.registrations(email)).toEqual([]);

      if (javaScriptEnabled) {
        await translateTexts(page);
        const before = await page.locator('#jobTitle-error').innerText();
        await page.fill('#jobTitle', 'م'.repeat(201));
        await submit(page);
        await expect(page.locator('#jobTitle-error')).not.toHaveText(before);
        await expect(page.locator('#jobTitle-error')).toContainText(
          await summary.locator('a[href="#jobTitle"]').innerText(),
        );
        await expect(page.locator('main form button[type=submit]')).toHaveText(words[locale].submit);
        await page.fill('#jobTitle', 'م');
      }
      // The other language, and back: everything typed comes along, and nothing of it stands in an address.
      for (const language of [otherLocale(locale), locale]) {
        await changeTo(page, language, javaScriptEnabled);
        await expect(page).toHaveURL(`${site.origin}/${language}/rsvp`);
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        await expect(page.locator('#jobTitle')).toHaveValue('م');
        await expect(page.locator('#email')).toHaveValue(email.replace('.', '،'));
        await expect(page.locator('#presentationTitle')).toHaveValue('عن');
        await expect(page.locator('#country')).toHaveValue('JO');
        await expect(page.locator('#organization')).toHaveValue('و'.repeat(201));
      }
      if (javaScriptEnabled) expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
      expect(site.registrations(email)).toEqual([]);
      await submit(page);
      await expect(summary.getByRole('link')).toHaveCount(5);

      await summary.locator('a[href="#fullName"]').click();
      await expect(page.locator('#fullName')).toBeFocused();
      await page.fill('#fullName', 'سلمى المثال');
      await page.fill('#jobTitle', 'مديرة');
      await page.fill('#email', email);
      await page.fill('#presentationTitle', '');
      await page.fill('#organization', 'وزارة');
      await submit(page);
      await expect(page.locator('h1')).toHaveText(words[locale].thanks);
      expect(site.registrations(email)).toHaveLength(1);
      const [row] = site.sql<{ country: string }>('SELECT country FROM Registration WHERE email = ?', email);
      expect(row?.country).toBe('JO');
    });

    test('a form that was opened before the deadline and sent after it shows all that was typed', async ({
      page,
      lend,
    }) => {
      const site = await lend({ clock: afterDeadline });
      extendDeadline(site);
      const form = await openForm(`${site.origin}/ar/rsvp`);
      await page.goto(`${site.origin}/ar/rsvp`);
      await page.fill('#fullName', 'سلمى المثال');
      await page.fill('#jobTitle', 'مديرة برنامج الحكومة الرقمية');
      await page.fill('#email', 'late@example.org');
      await page.fill('#presentationTitle', 'عنوان طويل لا يُكتب مرتين');
      endExtension(site);
      await submit(page);
      const main = page.locator('main');
      await expect(main).toContainText('لم تُسجَّل المشاركة: أُغلق باب التأكيد');
      await expect(main).toContainText(
        'أُغلق باب تأكيد المشاركة بنهاية يوم الأربعاء 24 كانون الثاني/يناير 2024 بتوقيت دبي',
      );
      const showsTyped = async () => {
        for (const text of [
          'سلمى المثال',
          'مديرة برنامج الحكومة الرقمية',
          'late@example.org',
          'عنوان طويل لا يُكتب مرتين',
          contact,
        ]) {
          await expect(main).toContainText(text);
        }
      };
      await showsTyped();
      if (javaScriptEnabled) await expectFitForEveryone(page);
      expect(site.registrations('late@example.org')).toEqual([]);

      // In the other language, and back, the page still shows it, and says why nothing was recorded.
      for (const [language, heading] of [
        ['en', 'Not recorded: confirmation is closed'],
        ['ar', 'لم تُسجَّل المشاركة: أُغلق باب التأكيد'],
      ] as const) {
        await changeTo(page, language, javaScriptEnabled);
        await expect(page).toHaveURL(`${site.origin}/${language}/rsvp`);
        await expect(main).toContainText(heading);
        await showsTyped();
      }
      if (javaScriptEnabled) expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
      expect(site.registrations('late@example.org')).toEqual([]);

      // Whoever typed nothing reads in either language only that it is closed.
      await page.goto(`${site.origin}/ar/rsvp`);
      await page.locator('header a[hreflang=en]').click();
      await expect(page).toHaveURL(`${site.origin}/en/rsvp`);
      await expect(main).toContainText('Confirmation of participation closed');
      await expect(main).not.toContainText('Not recorded');

      // Nothing was recorded, so no page gives thanks for it.
      await page.goto(`${site.origin}/ar/rsvp/thanks`);
      await expect(page.locator('h1')).toHaveText('لا تأكيد لعرضه هنا');

      // What was typed is also kept when the form has other errors.
      const response = await sendForm(form, {
        fullName: 'نور الافتراضية',
        jobTitle: 'مديرة',
        email: 'late@',
      });
      const text = await response.text();
      for (const part of ['أُغلق باب التأكيد', 'نور الافتراضية', 'late@']) expect(text).toContain(part);
      expect(site.mailbox.emails).toEqual([]);
    });

    test('after too many attempts the form says when to try again and keeps what was typed', async ({
      page,
      site,
    }) => {
      const email = newAddress();
      const form = await openForm(`${site.origin}/en/rsvp`);
      for (let index = 0; index < 10; index++) {
        const response = await sendForm(form, {
          fullName: 'Sample Eleven',
          jobTitle: `Director ${index}`,
          email,
        });
        expect(response.status).toBe(303);
      }
      await page.goto(`${site.origin}/en/rsvp`);
      await page.fill('#fullName', 'Sample Eleven');
      await page.fill('#jobTitle', 'Director');
      await page.fill('#email', email);
      await submit(page);
      await expect(page.locator('.notice-error')).toContainText(
        /too many attempts[\s\S]*after \d+:\d\d, Dubai time[\s\S]*delegation[\s\S]*list to the secretariat \(.+@.+\)/,
      );
      await expect(page.locator('#fullName')).toHaveValue('Sample Eleven');
      expect(site.registrations(email)).toHaveLength(1);
    });
  });
}

test('strangers cause at most ten emails an hour to one mailbox, in any spelling and by any form, and sign-in codes still arrive', async ({
  lend,
}) => {
  const site = await lend();
  const confirmation = await openForm(`${site.origin}/en/rsvp`);
  const lostLink = await openForm(`${site.origin}/en/registration`);
  const received = (address: string) =>
    site.mailbox.emails.filter((email) => mailboxKey(recipient(email)) === mailboxKey(address)).length;
  /** Sends both forms in every spelling, each from another client, as if ten minutes lay between two requests. */
  const sendRequests = async (spellings: string[]) => {
    const statuses: number[] = [];
    for (let index = 0; index < 24; index++) {
      const email = spellings[index % spellings.length] ?? '';
      site.sql("UPDATE OutboxMessage SET createdAt = '2024-01-01T00:00:00.000+00:00'");
      site.sql("DELETE FROM RateLimiterFlexible WHERE key LIKE 'linkPause%'");
      // Once a link was opened, emails about it are sent for every spelling of the address.
      site.sql("UPDATE Registration SET linkOpenedAt = '2024-01-01T00:00:00.000+00:00'");
      // New names, and one name that repeats.
      const fullName = `Sample ${index % 3 ? 'Person' : 'x'.repeat(index + 1)}`;
      const response = await (index % 2
        ? sendForm(lostLink, { email })
        : sendForm(confirmation, { fullName, jobTitle: `Director ${index}`, email }));
      statuses.push(response.status);
    }
    return statuses.sort();
  };
  // New people and repetitions are accepted, and lost-link requests get the same response before and after the limit.
  const expectedStatuses = Array(24).fill(303);
  const [name = '', domain = ''] = secretary.split('@');
  const [ofMember, ofStranger] = await Promise.all([
    sendRequests([
      secretary,
      secretary.toUpperCase(),
      `${name}+a@${domain}`,
      `${name}+b+c@${domain.toUpperCase()}`,
    ]),
    sendRequests(['salma.sample@gmail.com', 'SalmaSample@gmail.com', 'salmasample+x@googlemail.com']),
  ]);
  expect(ofMember).toEqual(expectedStatuses);
  expect(ofStranger).toEqual(expectedStatuses);
  // Emails beyond the tenth are due an hour later.
  const soon = new Date(Date.now() + 30 * 60_000).toISOString().replace('Z', '+00:00');
  const due = () => site.sql('SELECT id FROM OutboxMessage WHERE sentAt IS NULL AND dueAt < ?', soon);
  await expect.poll(due).toEqual([]);
  expect(received(secretary)).toBe(10);
  expect(received('salmasample@gmail.com')).toBe(10);

  // A mission confirms forty colleagues with its own address, from one network. All are recorded, and ten emails arrive at once.
  const mission = 'mission@example.org';
  const network = newVisitor();
  for (let colleague = 0; colleague < 40; colleague++) {
    const values = { fullName: nameOf(colleague), jobTitle: 'Director', email: mission };
    expect((await sendForm(confirmation, values, network)).status).toBe(303);
  }
  expect(site.registrations(mission)).toHaveLength(40);
  await expect.poll(due).toEqual([]);
  expect(received(mission)).toBe(10);

  const signIn = await openForm(`${site.origin}/en/admin/sign-in`);
  const codes = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      sendForm(signIn, { email: index % 2 ? secretary : secretary.toUpperCase() }),
    ),
  );
  expect(codes.map(({ status }) => status)).toEqual(Array(8).fill(303));
  await expect.poll(() => received(secretary)).toBe(15);
});

test('the form and the pages after it are accessible', async ({ page, site }) => {
  for (const locale of ['ar', 'en']) {
    await page.goto(`${site.origin}/${locale}/rsvp`);
    await expectFitForEveryone(page);
    const email = newAddress();
    await page.fill('#fullName', 'سلمى المثال');
    await page.fill('#jobTitle', 'مديرة');
    await page.fill('#email', email);
    await submit(page);
    await page.waitForURL('**/thanks');
    await expect(page).toHaveTitle(/وصل التأكيد|Confirmation received/);
    await expectFitForEveryone(page);
    const sentEmail = await site.waitForEmail(email);
    await page.goto(sentEmail.text?.match(/http\S+\/registration\/\S+/)?.[0] ?? '');
    await expectFitForEveryone(page);
  }
});

test('a double click, a reload and going back make one registration and one email', async ({
  page,
  site,
}) => {
  const email = newAddress();
  await page.goto(`${site.origin}/ar/rsvp`);
  await page.fill('#fullName', 'سلمى المثال');
  await page.fill('#jobTitle', 'مديرة');
  await page.fill('#email', email);
  await page.locator('main form button[type=submit]').dblclick();
  await page.waitForURL('**/thanks');
  await page.reload();
  await site.waitForEmail(email);

  const form = await openForm(`${site.origin}/ar/rsvp`);
  const otherEmail = newAddress();
  const values = { fullName: 'نور الافتراضية', jobTitle: 'مديرة', email: otherEmail };
  const responses = await Promise.all([
    sendForm(form, values),
    sendForm(form, values),
    sendForm(form, values),
  ]);
  expect(responses.map(({ status }) => status)).toEqual([303, 303, 303]);
  await site.untilAllSentTo(email);
  await site.untilAllSentTo(otherEmail);

  expect(site.registrations(email)).toHaveLength(1);
  expect(site.registrations(otherEmail)).toHaveLength(1);
  expect(site.emailsTo(email)).toHaveLength(1);
  expect(site.emailsTo(otherEmail)).toHaveLength(1);
});

test('a form that gets no answer stays as it was typed, says why, and counts once', async ({
  browser,
  site,
}) => {
  // A context of its own: its complaints about the network are what this is about.
  const context = await browser.newContext({ extraHTTPHeaders: { 'x-forwarded-for': newVisitor() } });
  const page = await context.newPage();
  const email = newAddress();
  const typed = {
    '#fullName': 'سلمى المثال',
    '#jobTitle': 'مديرة',
    '#email': email,
    '#presentationTitle': 'عنوان لا يُكتب مرتين',
    '#country': 'PS',
  };
  await page.goto(`${site.origin}/ar/rsvp`);
  for (const [field, value] of Object.entries(typed)) {
    if (field === '#country') await page.selectOption(field, value);
    else await page.fill(field, value);
  }
  const proxyPage =
    (status: number, headers: Record<string, string> = {}) =>
    (route: Route) =>
      route.fulfill({ status, headers, contentType: 'text/html', body: '<!doctype html><h1>nginx</h1>' });
  const unknownAction = (route: Route) =>
    route.continue({ headers: { ...route.request().headers(), 'next-action': '60'.padEnd(42, '0') } });
  const date = 'Sat, 20 Jan 2024 08:00:00 GMT';
  const failures: [(route: Route) => Promise<void>, heading: string, text?: string][] = [
    [(route) => route.abort('internetdisconnected'), 'تعذّر الاتصال بالموقع'],
    [
      proxyPage(429, { date, 'retry-after': '60' }),
      'تعذّر على الموقع الرد الآن',
      'بعد الساعة 12:02 بتوقيت دبي',
    ],
    [proxyPage(502), 'تعذّر على الموقع الرد الآن', 'بعد بضع دقائق'],
    [proxyPage(413), 'ما أرسلتموه أكبر من المسموح به'],
    [proxyPage(200), 'وصل ردّ من غير هذه الاستمارة'],
    [unknownAction, 'جُدِّد الموقع بعد فتح هذه الصفحة'],
  ];
  const notice = page.locator('.notice-error');
  const expectTyped = async () => {
    for (const [field, value] of Object.entries(typed)) await expect(page.locator(field)).toHaveValue(value);
  };
  for (const [fail, heading, text] of failures) {
    await page.route('**/ar/rsvp', fail, { times: 1 });
    await submit(page);
    await expect(notice.locator('h2')).toHaveText(heading);
    if (text) await expect(notice).toContainText(text);
    await expect(notice).toBeFocused();
    await expectTyped();
  }
  await expectFitForEveryone(page);
  expect(site.registrations(email)).toEqual([]);

  // The site was renewed: the page is loaded again and keeps what was typed, and the id of the form.
  const formId = await page.locator('input[name=formId]').inputValue();
  await page.getByRole('button', { name: 'تحميل الصفحة من جديد' }).click();
  await expect(notice).toHaveCount(0);
  await expectTyped();
  await expect(page.locator('input[name=formId]')).toHaveValue(formId);

  // The form arrives, and its answer is lost. The same form is sent again, from the page in the other language.
  const losesAnswer = async (route: Route) => {
    await route.fetch({ maxRedirects: 0 });
    await route.abort('connectionreset');
  };
  await page.route('**/ar/rsvp', losesAnswer, { times: 1 });
  await submit(page);
  await expect(notice.locator('h2')).toHaveText('تعذّر الاتصال بالموقع');
  expect(site.registrations(email)).toHaveLength(1);
  await page.locator('header a[hreflang=en]').click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expectTyped();
  await submit(page);
  await expect(page.locator('h1')).toHaveText(words.en.thanks);
  await site.untilAllSentTo(email);
  expect(site.registrations(email)).toHaveLength(1);
  expect(site.emailsTo(email)).toHaveLength(1);
  await context.close();
});

test.describe('with JavaScript off', () => {
  test.use({ javaScriptEnabled: false });

  test('going back after an error shows what was typed', async ({ page, site }) => {
    const form = await page.goto(`${site.origin}/ar/rsvp`);
    // Firefox forgets what was typed in a page that must not be stored. The answer has names in it, and must not be.
    expect(form?.headers()['cache-control']).toBe('private, no-cache');
    await page.fill('#fullName', 'سلمى المثال');
    await page.fill('#presentationTitle', 'عنوان لا يُكتب مرتين');
    await page.selectOption('#country', 'PS');
    const answer = page.waitForResponse((response) => response.request().method() === 'POST');
    await submit(page);
    expect((await answer).headers()['cache-control']).toContain('no-store');
    await expect(page.locator('#email-error')).toBeVisible();
    await page.goBack();
    await expect(page.locator('#email-error')).toHaveCount(0);
    await expect(page.locator('#fullName')).toHaveValue('سلمى المثال');
    await expect(page.locator('#presentationTitle')).toHaveValue('عنوان لا يُكتب مرتين');
    await expect(page.locator('#country')).toHaveValue('PS');
    for (const field of ['fullName', 'jobTitle', 'email', 'presentationTitle', 'country', 'organization'])
      await expect(page.locator(`#${field}`)).not.toHaveAttribute('autocomplete', 'off');
  });
});

test('someone who is already registered sees the same page as everyone, and learns the difference by email', async ({
  page,
  site,
}) => {
  const email = newAddress();
  const pageTexts: string[] = [];
  for (const jobTitle of ['مديرة', 'وزيرة']) {
    await page.goto(`${site.origin}/ar/rsvp`);
    await page.fill('#fullName', 'سلمى المثال');
    await page.fill('#jobTitle', jobTitle);
    await page.fill('#email', email);
    await submit(page);
    await page.waitForURL('**/thanks');
    pageTexts.push(await page.locator('main').innerText());
  }
  expect(pageTexts[0]).toBe(pageTexts[1]);
  await site.waitForEmail(email, 1);
  // A site that has just started sends both emails at once, in any order.
  const sentEmail = site.emailsTo(email).find(({ subject }) => subject?.includes('سبق تأكيد مشاركتكم'));
  expect(sentEmail?.text).toContain('لم يُعتمد هذا الاختلاف: المسمى الوظيفي.');
  expect(sentEmail?.text).not.toContain('وزيرة');
  const [row] = site.sql<{ jobTitle: string }>('SELECT jobTitle FROM Registration WHERE email = ?', email);
  expect(row?.jobTitle).toBe('مديرة');
});

test('a form with bot signals is recorded and acknowledged, and the secretary sees the reason to review it', async ({
  site,
  page,
}) => {
  const email = newAddress();
  const form = await openForm(`${site.origin}/ar/rsvp`);
  const values = { fullName: 'زيد المثال', jobTitle: 'مدير', email, website: 'http://example.org' };
  const response = await sendForm(form, values);
  expect(response.status).toBe(303);
  await site.waitForEmail(email);
  const [registration] = site.registrations(email);
  await signIn(page, site);
  await page.getByRole('link', { name: 'للمتابعة' }).click();
  await page.getByRole('link', { name: registration?.reference ?? '' }).click();
  await expect(page.locator('main')).toContainText('مُلئ حقل لا يراه الناس');
  await expect(page.locator('main')).toContainText('أُرسلت الاستمارة بعد أقل من ثانيتين من فتحها');
});

test('typing at a normal pace sets no bot signal', async ({ site, page }) => {
  const email = newAddress();
  await page.goto(`${site.origin}/ar/rsvp`);
  const opened = performance.now();
  await page.fill('#fullName', 'سلمى المثال');
  await page.fill('#jobTitle', 'مديرة');
  await page.fill('#email', email);
  await untilElapsed(2_000, opened);
  await page.locator('main form button').click();
  await page.waitForURL('**/rsvp/thanks');
  expect(site.sql('SELECT review FROM Registration WHERE emailKey = ?', email)).toEqual([{ review: 'new' }]);
});

test('one client may confirm sixty times in ten minutes, even with forged forwarding headers', async ({
  lend,
}) => {
  const site = await lend({ settings: { TRUST_PROXY: '0' } });
  const form = await openForm(`${site.origin}/en/rsvp`);
  const statuses: number[] = [];
  for (let index = 0; index < 4; index++) {
    const values = { fullName: 'Sample Person', jobTitle: 'Director', email: `p${index}@example.org` };
    // Without a trusted proxy, an address in a header is ignored.
    const response = await sendForm(form, values, newVisitor());
    statuses.push(response.status);
    // As if 57 more had been sent from the same address.
    if (index === 0)
      site.sql("UPDATE RateLimiterFlexible SET points = 58 WHERE key LIKE 'confirmByClient:%'");
    if (response.status === 303) continue;
    expect(await response.text()).toContain('too many attempts');
    const seconds = Number(response.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(600);
  }
  expect(statuses).toEqual([303, 303, 303, 429]);
});

test('an address with an Arabic domain is read in Arabic, and gets its email', async ({ page, site }) => {
  await page.goto(`${site.origin}/ar/rsvp`);
  await page.fill('#fullName', '\u2068سلمى المثال\u2069');
  await page.fill('#jobTitle', 'مديرة');
  await page.fill('#email', '\u2068r&d@مثال.امارات\u2069');
  await submit(page);
  await expect(page.locator('h1')).toHaveText(words.ar.thanks);
  await expect(page.locator('main')).toContainText('r&d@مثال.امارات');
  const stored = 'r&d@xn--mgbh0fb.xn--mgbaam7a8h';
  expect(site.registrations(stored)).toMatchObject([{ fullName: 'سلمى المثال' }]);
  // The mailbox of the tests writes the domain as people do.
  await page.goto(`${site.origin}/ar/registration/${await site.tokenOf('r&d@مثال.امارات')}`);
  await expect(page.locator('main')).toContainText('r&d@مثال.امارات');
});

test('forms without the hidden id are accepted', async ({ site }) => {
  const form = await openForm(`${site.origin}/en/rsvp`);
  const bare = { ...form, hidden: form.hidden.filter(([name]) => name !== 'formId') };
  for (const email of [newAddress(), newAddress()]) {
    expect((await sendForm(bare, { fullName: 'Sample Person', jobTitle: 'Director', email })).status).toBe(
      303,
    );
    expect(site.registrations(email)).toHaveLength(1);
  }
});
