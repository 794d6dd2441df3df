import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { contact, openForm, Site, sendForm } from '../support/site';
import { expect, expectFitForEveryone, test } from '../support/test';

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('a page that cannot be made is a calm page with a reference that the log has too', async ({
      page,
    }) => {
      const site = await Site.start();
      try {
        await sendForm(await openForm(`${site.origin}/ar/rsvp`), {
          fullName: 'سلمى المثال',
          jobTitle: 'مديرة',
          email: 'salma@example.org',
        });
        const link =
          (await site.letterTo('salma@example.org')).text?.match(/http\S+\/registration\/\S+/)?.[0] ?? '';
        site.sql('ALTER TABLE Registration RENAME TO Elsewhere');
        for (const locale of ['ar', 'en']) {
          const answer = await page.goto(link.replace('/ar/', `/${locale}/`));
          expect(answer?.status()).toBe(500);
          await expect(page.locator('html')).toHaveAttribute('lang', locale);
          await expect(page.locator('main')).toContainText(contact);
          await expect(page.locator('h1')).toHaveText(
            locale === 'ar' ? 'تعذّر عرض هذه الصفحة' : 'This page could not be shown',
          );
          const reference = await page.locator('main bdi').first().innerText();
          expect(reference).toMatch(/^[0-9A-F]{8}$/);
          expect(site.log()).toContain(reference);
          if (javaScriptEnabled) await expectFitForEveryone(page);
        }
        expect(site.log()).not.toMatch(/salma|سلمى/);
      } finally {
        await site.stop();
      }
    });

    test('a confirmation that cannot be recorded keeps what was typed, and is recorded when all is well again', async ({
      page,
    }) => {
      const site = await Site.start();
      try {
        await page.goto(`${site.origin}/ar/rsvp`);
        site.sql('ALTER TABLE Registration RENAME TO Elsewhere');
        await page.fill('#fullName', 'سلمى المثال');
        await page.fill('#jobTitle', 'مديرة');
        await page.fill('#email', 'salma@example.org');
        await page.selectOption('#country', 'PS');
        await page.locator('main form button[type=submit]').click();
        const notice = page.locator('.notice-error');
        await expect(notice).toContainText('حدث خلل في الموقع');
        await expect(notice).toContainText(contact);
        const reference = (await notice.innerText()).match(/[0-9A-F]{8}/)?.[0] ?? 'none';
        expect(site.log()).toContain(reference);
        expect(site.log()).not.toMatch(/salma|سلمى/);
        await expect(page.locator('#fullName')).toHaveValue('سلمى المثال');
        await expect(page.locator('#country')).toHaveValue('PS');

        site.sql('ALTER TABLE Elsewhere RENAME TO Registration');
        await page.locator('main form button[type=submit]').click();
        await page.waitForURL('**/thanks');
        expect(site.registrations('salma@example.org')).toHaveLength(1);
        // The site is stopped next: what the browser still loads would be cut off.
        await page.waitForLoadState('networkidle');
      } finally {
        await site.stop();
      }
    });
  });
}

test('the health page tells when the database is out of reach', async () => {
  const site = await Site.start();
  try {
    const well = await fetch(`${site.origin}/health`);
    expect(await well.json()).toMatchObject({ status: 'ok', database: 'ok', outbox: { due: 0 } });
    site.sql('ALTER TABLE OutboxMessage RENAME TO Elsewhere');
    expect((await fetch(`${site.origin}/health`)).status).toBe(503);
  } finally {
    await site.stop();
  }
});

test('a bad setting stops the start with exit code 1 and a line for each fault', async () => {
  const child = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'start', '-p', '0'], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      AUTH_SECRET: 'short',
      SMTP_URL: 'smtp://127.0.0.1:25',
    },
  });
  let printed = '';
  child.stderr.on('data', (chunk) => {
    printed += chunk;
  });
  const [code] = await once(child, 'exit');
  expect(code).toBe(1);
  const lines = printed.split('\n').filter((line) => /^[A-Z_]+ is /.test(line));
  expect(lines.map((line) => line.split('; ')[0]).sort()).toEqual([
    'ADMIN_EMAILS is missing',
    'AUTH_SECRET is not valid',
    'MAIL_FROM is missing',
    'SECRETARIAT_EMAIL is missing',
  ]);
  expect(printed).not.toContain('short;');
});

test('npm start stops in order when it is told to, and leaves no process behind', async () => {
  const site = await Site.start({ built: { folder: process.cwd(), command: ['npm', 'start'] } });
  try {
    expect(await site.end()).toBe(143);
    expect(site.log()).toContain('"event":"stopped"');
    // After the framework's own lines at the start, nothing but the site's own.
    const [, ...afterwards] = site.log().split('database.ready');
    expect(
      afterwards
        .join('')
        .split('\n')
        .slice(1)
        .filter((line) => line && !line.startsWith('{')),
    ).toEqual([]);
    await expect(fetch(`${site.origin}/health`)).rejects.toThrow();
  } finally {
    await site.stop();
  }
});

for (const locale of ['ar', 'en'] as const) {
  test(`a script that fails in the reader’s own browser leads to a calm page in ${locale}`, async ({
    browser,
    site,
  }) => {
    // A context of its own: its complaints are what this is about.
    const context = await browser.newContext();
    await context.addInitScript(() => {
      Object.defineProperty(navigator, 'share', {
        get() {
          throw new Error('a device that forbids the question');
        },
      });
    });
    const page = await context.newPage();
    await page.goto(`${site.origin}/${locale}/share`);
    await expect(page.locator('h1')).toHaveText(
      { ar: 'تعذّر عرض هذه الصفحة', en: 'This page could not be shown' }[locale],
    );
    await expect(page.locator('main')).toContainText(contact);
    await page.locator('details.display summary').click();
    await page.locator('details.display input[value=high]').check();
    await expectFitForEveryone(page);
    await context.close();
  });
}
