import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { contact, openForm, Site, sendForm } from '../support/site';
import { builtIn } from '../support/site-process';
import { expect, expectFitForEveryone, test } from '../support/test';
import { until, untilElapsed } from '../support/timing';

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('a page that cannot be made is a calm page with a reference that the log has too', async ({
      page,
      lend,
    }) => {
      const site = await lend();
      await sendForm(await openForm(`${site.origin}/ar/rsvp`), {
        fullName: 'سلمى المثال',
        jobTitle: 'مديرة',
        email: 'salma@example.org',
      });
      const link =
        (await site.waitForEmail('salma@example.org')).text?.match(/http\S+\/registration\/\S+/)?.[0] ?? '';
      await site.without(['Registration'], async () => {
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
      });
      expect(site.log()).not.toMatch(/salma|سلمى/);
    });

    test('a confirmation that cannot be recorded keeps what was typed, and is recorded when all is well again', async ({
      page,
      lend,
    }) => {
      const site = await lend();
      await page.goto(`${site.origin}/ar/rsvp`);
      await page.fill('#fullName', 'سلمى المثال');
      await page.fill('#jobTitle', 'مديرة');
      await page.fill('#email', 'salma@example.org');
      await page.selectOption('#country', 'PS');
      await site.without(['Registration'], async () => {
        await page.locator('main form button[type=submit]').click();
        const notice = page.locator('.notice-error');
        await expect(notice).toContainText('حدث خلل في الموقع');
        await expect(notice).toContainText(contact);
        const reference = (await notice.innerText()).match(/[0-9A-F]{8}/)?.[0] ?? 'none';
        expect(site.log()).toContain(reference);
        expect(site.log()).not.toMatch(/salma|سلمى/);
        await expect(page.locator('#fullName')).toHaveValue('سلمى المثال');
        await expect(page.locator('#country')).toHaveValue('PS');
      });
      await page.locator('main form button[type=submit]').click();
      await page.waitForURL('**/thanks');
      expect(site.registrations('salma@example.org')).toHaveLength(1);
    });
  });
}

test('the health page tells when the database is out of reach', async ({ lend }) => {
  const site = await lend();
  const well = await fetch(`${site.origin}/health`);
  expect(await well.json()).toMatchObject({ status: 'ok', database: 'ok', outbox: { due: 0 } });
  await site.without(['OutboxMessage'], async () => {
    expect((await fetch(`${site.origin}/health`)).status).toBe(503);
  });
});

test('a bad setting stops the start with exit code 1 and a line for each fault', async () => {
  const {
    command: [program, ...words],
  } = builtIn(process.cwd());
  const child = spawn(program, [...words, '-p', '0'], {
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
    const [, ...afterwards] = site.log().split('listening');
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

test('a site that is told twice to stop, as service managers do, answers the form in hand and ends in order', async () => {
  const site = await Site.start();
  try {
    const { address, hidden } = await openForm(`${site.origin}/ar/rsvp`);
    const form = new FormData();
    const typed = { fullName: 'سلمى المثال', jobTitle: 'مديرة', email: 'salma@example.org' };
    for (const [name, value] of [...hidden, ...Object.entries(typed)]) form.append(name, value);
    const encoded = new Response(form);
    const body = Buffer.from(await encoded.arrayBuffer());
    const sending = request(address, {
      method: 'POST',
      headers: {
        'content-type': encoded.headers.get('content-type') ?? '',
        origin: site.origin,
        'content-length': body.length,
      },
    });
    const answered = once(sending, 'response');
    sending.write(body.subarray(0, 100));
    await once(sending, 'socket');
    await until(() => sending.socket?.bytesWritten !== 0, 5_000);
    await untilElapsed(100); // it has arrived
    site.tellToStop();
    await until(() => site.log().includes('"event":"stopping"'), 5_000);
    site.tellToStop();
    await untilElapsed(100); // a process that this ends would be gone
    sending.end(body.subarray(100));
    const [answer] = await answered;
    expect(answer.statusCode).toBe(303);
    answer.resume();
    expect(await until(() => site.log().includes('"event":"stopped"'), 20_000)).not.toBeNull();
    expect(site.registrations('salma@example.org')).toHaveLength(1);
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
