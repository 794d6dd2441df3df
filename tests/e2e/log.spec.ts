import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { locales } from '@/lib/i18n/locale';
import { freePort } from '@/scripts/free-port';
import { startMailbox } from '@/scripts/mailbox';
import { type Answer, ask } from '../support/ask';
import { builtRoutes } from '../support/build';
import { startReferenceProxy } from '../support/reference-proxy';
import { sessionOf } from '../support/sign-in';
import { newVisitor, openForm, type Site, sendForm } from '../support/site';
import { builtIn, SiteProcess, settingsOf } from '../support/site-process';
import { expect, test } from '../support/test';
import { untilElapsed } from '../support/timing';

/** Typed into every field, in Latin and Arabic letters. No log line may contain either. */
const LATIN = 'xmark';
const ARABIC = 'علامةخفية';
/** Put into every part of a request except its form. No other visitor may see it anywhere. */
const MARKER = 'zmark';

const token = 'a-token-for-monitors-in-tests';

/** Every header that a client may send, with the marker as its value. */
const markedHeaders = {
  ...Object.fromEntries(
    'accept accept-language authorization forwarded from if-none-match if-range next-action next-hmr-refresh next-router-prefetch next-router-segment-prefetch next-url origin purpose range referer traceparent user-agent via x-forwarded-for x-forwarded-host x-forwarded-proto x-matched-path x-nextjs-data x-real-ip x-zmark'
      .split(' ')
      .map((name) => [name, MARKER]),
  ),
  host: `${MARKER}.example.org`,
  'next-router-state-tree': JSON.stringify([MARKER, {}]),
};

/** The framework's cache status: `MISS` or `STALE` where this request caused the page to be rendered. */
const cacheStatus = ({ headers }: Answer) => headers['x-nextjs-cache'];

type FilledForm = {
  endsSession: boolean;
  action: string;
  method: string;
  entries: [string, string][];
  files: string[];
};

/** Fills in every field of every form of a page with a marker, as far as a browser allows. */
const filledForms = (page: Page): Promise<FilledForm[]> =>
  page.evaluate(
    ([latin, arabic]) =>
      [...document.forms].flatMap((form) => {
        const files: string[] = [];
        for (const field of form.elements) {
          if (field instanceof HTMLTextAreaElement) field.value = `${arabic} ${latin}`;
          if (field instanceof HTMLSelectElement) field.selectedIndex = field.options.length - 1;
          if (!(field instanceof HTMLInputElement)) continue;
          if (field.type === 'file') files.push(field.name);
          else if (field.type === 'email') field.value = `${latin}-${form.elements.length}@example.org`;
          else if (field.type === 'checkbox') field.checked = true;
          else if (field.type === 'date') field.value = '2024-01-20';
          else if (['text', 'search'].includes(field.type)) field.value = `${arabic} ${latin}`;
        }
        const endsSession = Boolean(form.closest('.admin-bar') || form.querySelector('[name=session]'));
        const buttons = [...form.elements].filter((element) => element instanceof HTMLButtonElement);
        return buttons.map((button) => ({
          endsSession,
          action: button.hasAttribute('formaction') ? button.formAction : form.action,
          method: form.method,
          entries: [...new FormData(form, button)].filter(
            (entry): entry is [string, string] => typeof entry[1] === 'string',
          ),
          files,
        }));
      }),
    [LATIN, ARABIC] as const,
  );

// This test sends forms. It does not look at the pages.
test.use({ javaScriptEnabled: false });

test('no log line contains anything that was typed, whatever fails', async ({ page, lend }) => {
  const site = await lend({ settings: { METRICS_TOKEN: token } });
  // The mail server refuses emails to participants with a reply that repeats the address.
  const refuses = (address: string) =>
    address.startsWith('secretar') ? undefined : { code: 550, message: `5.1.1 <${address}> unknown` };
  const visitors: string[] = [];
  const visitor = () => {
    visitors.push(newVisitor());
    return String(visitors.at(-1));
  };
  const session = await sessionOf(site);
  // One email is accepted, to get a personal link.
  const values = { fullName: `${ARABIC} ${LATIN}`, jobTitle: LATIN, presentationTitle: ARABIC };
  const confirm = async (email: string) => {
    expect((await sendForm(await openForm(`${site.origin}/ar/rsvp`), { ...values, email })).status).toBe(303);
  };
  await confirm(`${LATIN}-first@example.org`);
  const link = await site.tokenOf(`${LATIN}-first@example.org`);
  site.mailbox.refuses = refuses;

  const idOf = (table: string) =>
    site.sql<{ id: string }>(`SELECT id FROM "${table}" ORDER BY rowid DESC LIMIT 1`)[0]?.id ?? 'none';
  const tables: [string, string][] = [
    ['/admin/emails/', 'OutboxMessage'],
    ['/admin/letters/', 'Mailing'],
    ['/admin/import/', 'Import'],
    ['/admin/bulk/', 'Batch'],
    ['/admin/people/', 'User'],
    ['/admin/registrations/', 'Registration'],
  ];
  const tasks = ['correct', 'withdraw', 'reinstate', 'letter', 'link', 'erase'];
  /** The addresses of a route. */
  const addressesOf = (route: string): string[] => {
    const filled = route
      .replace('[locale]', 'ar')
      .replace('[token]', link)
      .replace('[what]', 'attendance')
      .replace('[id]', () => idOf(tables.find(([path]) => route.includes(path))?.[1] ?? 'Registration'));
    const addresses = filled.includes('[task]')
      ? tasks.map((task) => filled.replace('[task]', task))
      : [filled];
    for (const address of addresses)
      expect(address, 'a route with a part that this test does not know').not.toContain('[');
    return addresses;
  };

  const submitAllForms = async (route: string, address: string, endsSessions = false) => {
    const url = `${site.origin}${address}?q=${LATIN}&note=${encodeURIComponent(ARABIC)}`;
    const load = () =>
      fetch(url, { headers: { cookie: session, 'x-forwarded-for': visitor() }, redirect: 'manual' });
    const response = await load();
    const html = await response.text();
    expect(response.status, `${route} answered`).toBeLessThan(500);
    if (!response.headers.get('content-type')?.includes('html')) return;
    await page.route('**/*', (wanted) =>
      wanted.request().isNavigationRequest()
        ? wanted.fulfill({ contentType: 'text/html', body: html })
        : wanted.fulfill({ body: '' }),
    );
    await page.goto(url);
    for (const { action, method, entries, files, endsSession } of await filledForms(page)) {
      if (endsSession && !endsSessions) continue;
      const to = new URL(action || url, site.origin);
      const headers = {
        cookie: session,
        origin: site.origin,
        referer: url,
        'user-agent': `Mozilla ${LATIN}`,
        'x-forwarded-for': visitor(),
      };
      if (method === 'get') {
        to.search = String(new URLSearchParams(entries));
        await fetch(to, { headers, redirect: 'manual' });
        continue;
      }
      const body = new FormData();
      for (const [name, value] of entries) body.append(name, value);
      const rows = `الاسم الكامل,المسمى الوظيفي,البريد الإلكتروني\n${ARABIC},${LATIN},${LATIN}-row@example.org\n`;
      for (const name of files) body.append(name, new File([rows], `${LATIN}.csv`, { type: 'text/csv' }));
      await fetch(to, { method: 'POST', headers, body, redirect: 'manual' });
    }
    await page.unroute('**/*');
  };

  const routes = builtRoutes();
  for (const route of routes) {
    // Each page gets a draft of its own, because the forms of the page before delete theirs.
    if (route.includes('/letters/[id]')) {
      await submitAllForms('/[locale]/admin/letters', '/ar/admin/letters');
      const words = `${ARABIC} ${LATIN}`;
      site.sql(
        'UPDATE Mailing SET subjectAr = ?, textAr = ?, subjectEn = ?, textEn = ?',
        words,
        words,
        words,
        words,
      );
    }
    for (const address of addressesOf(route)) {
      if (address.includes('/admin/registrations/'))
        await confirm(`${LATIN}-${routes.indexOf(route)}-${address.length}@example.org`);
      expect(address, 'nothing to see').not.toContain('none');
      await submitAllForms(route, address);
    }
  }
  const addresses = routes.flatMap(addressesOf);
  await expectNoMarkerForOthers(site, addresses, session, link);
  await submitAllForms('/[locale]/admin/people', '/ar/admin/people', true);
  await fetch(`${site.origin}/ar/${LATIN}/${encodeURIComponent(ARABIC)}`);
  await fetch(`${site.origin}/ar/registration/${LATIN}-is-no-token`);
  await fetch(`${site.origin}/ar/rsvp`, {
    method: 'POST',
    body: `${LATIN} ${ARABIC}`,
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  });

  await expect.poll(() => site.log()).toContain('letter.refused');
  // The database itself refuses writes, too.
  const form = await openForm(`${site.origin}/ar/rsvp`);
  await site.without(['Registration'], async () => {
    await sendForm(form, { ...values, email: `${LATIN}-late@example.org` }, visitor());
    await submitAllForms('/[locale]/registration/[token]', `/ar/registration/${link}`).catch(() => {});
  });
  const log = site.log();
  expect(log).toContain('"level":50');

  const lines = log.split('\n').filter((line) => line.startsWith('{'));
  const logged = new Set(lines.map((line) => JSON.parse(line).route));
  expect(routes.filter((route) => !logged.has(route) && route !== '/')).toEqual([]);
  const marks = [LATIN, ARABIC, encodeURIComponent(ARABIC), link, session.split('=')[1] ?? '', ...visitors];
  const leakingLines = lines.filter((line) => marks.some((mark) => line.includes(mark)));
  expect(leakingLines).toEqual([]);
  expect(log).not.toContain('@example.org');
  // Nor does what the framework prints outside the log.
  expect(log).not.toContain(MARKER);
});

/**
 * Requests every page with a marker in every part of the request: with the headers of browsers and of the framework's script,
 * directly and through the proxy, so that every cached page is rendered for such a request. Then no page, file, metric or log
 * of the proxy may contain the marker.
 * @param link the token of a personal link, which is also requested at addresses without a language
 */
async function expectNoMarkerForOthers(
  site: Site,
  addresses: string[],
  session: string,
  link: string,
): Promise<void> {
  const proxy = await startReferenceProxy([Number(new URL(site.origin).port)], { isUnlimited: true });
  try {
    const cachedPages = locales.flatMap((locale) =>
      ['', '/share', '/privacy', '/accessibility'].map((page) => `/${locale}${page}`),
    );
    const unknown = [
      `/registration/${link}`,
      `/fr/registration/${link}`,
      `/${MARKER}`,
      `/ar/${MARKER}.html`,
      '/icons',
    ];
    const query = `?${MARKER}=${MARKER}&_rsc=${MARKER}#${MARKER}`;
    const sendMarked = (origin: string, path: string, headers = {}) =>
      ask(origin + path + query, '127.0.0.1', {
        headers: { ...markedHeaders, cookie: `${session}; ${MARKER}=${MARKER}`, ...headers },
      });
    // Each cached page is rendered for one of these requests.
    const allRendered = Promise.all(
      [...cachedPages, unknown[0] ?? ''].map((path) =>
        expect
          .poll(async () => cacheStatus(await sendMarked(site.origin, path)), {
            timeout: 30_000,
            intervals: [500],
          })
          .toMatch(/MISS|STALE/),
      ),
    );
    allRendered.catch(() => {});
    for (const path of [...addresses, ...unknown]) {
      await sendMarked(site.origin, path, { rsc: '1' });
      await sendMarked(proxy.origin, path);
    }
    await allRendered;
    const marks = [MARKER, LATIN, ARABIC, link];
    const expectNothing = (source: string, { body, headers }: Answer, words = marks) => {
      for (const marker of words)
        expect(body + JSON.stringify(headers), `${marker} in ${source}`).not.toContain(marker);
    };
    for (const { origin } of [site, proxy]) {
      const note = await ask(`${origin}/ar`, '127.0.0.1');
      const files = [...note.body.matchAll(/"(\/_next\/static\/[^"]+)"/g)].map(([, file]) => String(file));
      expect(files.length).toBeGreaterThan(2);
      for (const path of [
        ...cachedPages,
        ...new Set(files),
        '/nothing',
        '/robots.txt',
        '/sitemap.xml',
        '/icon.svg',
      ])
        for (const headers of [{}, { rsc: '1' }])
          expectNothing(path, await ask(`${origin + path}?_rsc`, '127.0.0.1', { headers }));
    }
    // What was typed shows to members, who may see it. The marker of the requests does not.
    for (const path of addresses)
      expectNothing(path, await ask(site.origin + path, '127.0.0.1', { headers: { cookie: session } }), [
        MARKER,
      ]);
    const monitor = { headers: { authorization: `Bearer ${token}` } };
    expectNothing('/metrics', await ask(`${site.origin}/metrics`, '127.0.0.1', monitor));
    for (const marker of marks) expect(proxy.log(), `${marker} in the proxy's log`).not.toContain(marker);
    expect(proxy.log()).toContain('"path":"/ar/share"');
  } finally {
    await proxy.stop();
  }
}

test('errors that the framework prints contain no values, and an instance keeps working when nobody reads its log', async () => {
  const mailbox = await startMailbox({ smtp: 0, web: 0 });
  const data = mkdtempSync(join(tmpdir(), 'unread-'));
  const port = await freePort();
  // The framework prints its own errors outside the log.
  const complaining = `data:text/javascript,setInterval(() => console.error(new Error("${LATIN.slice(0, 2)}" + "${LATIN.slice(2)}")), 200)`;
  const site = new SiteProcess(
    port,
    { ...settingsOf(`http://localhost:${port}`, mailbox), DATABASE_URL: `file:${join(data, 'meeting.db')}` },
    builtIn('.', '--import', complaining),
  );
  try {
    await site.start();
    const described = '"event":"printed","err":{"name":"Error"';
    await expect.poll(() => site.log()).toContain(described);
    expect(site.log().slice(site.log().indexOf(described))).not.toContain(LATIN);
    site.stopReading();
    const spent = site.cpuSeconds();
    await untilElapsed(3_000);
    expect((await fetch(`${site.origin}/ar/rsvp`, { signal: AbortSignal.timeout(5_000) })).status).toBe(200);
    expect(site.cpuSeconds() - spent, 'seconds of a processor').toBeLessThan(1.5);
    expect((await site.end('SIGTERM'))?.code).toBe(143);
  } finally {
    await site.end('SIGKILL');
    await mailbox.close();
    rmSync(data, { recursive: true, force: true });
  }
});
