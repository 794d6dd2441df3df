/**
 * `npm run pictures`: takes screenshots of every page of the built site in each of its states, and collects them in
 * `.data/pictures/index.html`. By default in both languages, light and dark, at five widths. Options select fewer:
 * `npm run pictures -- --only note,rsvp --width 390 --scheme dark --lang ar`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { type Locale, languageNames, locales } from '@/lib/i18n/locale';
import { sheets } from '../../app/[locale]/admin/print/sheets';
import { bringChromium } from '../support/chromium';
import { signIn } from '../support/sign-in';
import { contact, newVisitor, openForm, Site, secretary, sendForm } from '../support/site';

const folder = '.data/pictures';
/** Taller pictures are cut off: a hundred name plates look like ten. */
const TALLEST = 6_000;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    width: { type: 'string', default: '320,390,768,1280,1920' },
    scheme: { type: 'string', default: 'light,dark' },
    lang: { type: 'string', default: locales.join() },
  },
});
const widths = values.width.split(',').map(Number);
const schemes = (['light', 'dark'] as const).filter((scheme) => values.scheme.includes(scheme));
const languages = locales.filter((locale) => values.lang.includes(locale));
const isWanted = (name: string) => values.only.split(',').some((start) => name.startsWith(start));

/** Brings a page into a state, starting from a new tab. */
type State = (page: Page, locale: Locale) => Promise<unknown>;
type States = Record<string, State>;

const person = { fullName: 'سلمى المثال', jobTitle: 'مديرة برنامج الحكومة الرقمية', country: 'JO' };
const submit = (page: Page) => page.locator('main form button[type=submit]').last().click();
const fill = async (page: Page, values: Record<string, string>) => {
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`#${name}`);
    await (name === 'country' ? field.selectOption(value) : field.fill(value));
  }
};

const browser = await chromium.launch({ executablePath: bringChromium(), args: ['--no-sandbox'] });
const site = await Site.start();
try {
  await takeAll(statesWithoutRegistrations());
  await seed();
  const links = await confirmed();
  await takeAll(statesWhileOpen(links));
  await takeAll(staffStates());
  await takeAll(emailStates());
  await at('2024-01-26T10:00:00+04:00', {
    'note-closed': go(''),
    'rsvp-closed': go('/rsvp'),
    'own-closed': (page, locale) => page.goto(links.confirmed[locale]),
    'thanks-none-closed': go('/rsvp/thanks'),
  });
  await at('2024-02-13T09:05:00+04:00', { 'note-opening': go('') });
  await at('2024-02-13T11:20:00+04:00', { 'note-under-way': go('') });
  await at('2024-02-14T10:00:00+04:00', { 'note-held': go('') });
} finally {
  await site.stop();
  await browser.close();
}
writeIndex();

function go(path: string): State {
  return (page, locale) => page.goto(`${site.origin}/${locale}${path}`);
}

function statesWithoutRegistrations(): States {
  return { 'admin-list-empty': signedIn('') };
}

function statesWhileOpen(links: Record<'confirmed' | 'withdrawn', Record<Locale, string>>): States {
  const values: State = async (page, locale) => {
    await go('/rsvp')(page, locale);
    await fill(page, { ...person, email: 'late@example.org', presentationTitle: 'الهوية الرقمية' });
  };
  return {
    note: go(''),
    rsvp: go('/rsvp'),
    'rsvp-errors': async (page, locale) => {
      await go('/rsvp')(page, locale);
      await fill(page, { jobTitle: person.jobTitle, email: 'salma@', country: 'JO' });
      await submit(page);
      await page.locator('.has-error').first().waitFor();
    },
    'rsvp-refused': async (page, locale) => {
      await values(page, locale);
      site.sql(
        "INSERT INTO MeetingChange (meetingId, closesAt, version) VALUES ('arab-egov-directors-11', '2024-01-02T00:00:00.000+00:00', 1)",
      );
      await submit(page);
      await page.locator('.notice-error').waitFor();
      site.sql('DELETE FROM MeetingChange');
    },
    'rsvp-too-many': async (page, locale) => {
      for (let count = 0; count < 10; count++) {
        await sendForm(await openForm(`${site.origin}/ar/rsvp`), { ...person, email: 'late@example.org' });
      }
      await values(page, locale);
      await submit(page);
      await page.locator('.notice-error').waitFor();
      site.sql('DELETE FROM RateLimiterFlexible');
    },
    'rsvp-error-page': async (page, locale) => {
      await values(page, locale);
      site.sql('ALTER TABLE Registration RENAME TO Elsewhere');
      await submit(page);
      await page.locator('.notice-error').waitFor();
      site.sql('ALTER TABLE Elsewhere RENAME TO Registration');
    },
    'error-page': async (page, locale) => {
      site.sql('ALTER TABLE Registration RENAME TO Elsewhere');
      await page.goto(links.confirmed[locale]);
      site.sql('ALTER TABLE Elsewhere RENAME TO Registration');
    },
    'thanks-none': go('/rsvp/thanks'),
    thanks: async (page, locale) => {
      await go('/rsvp')(page, locale);
      await fill(page, { ...person, email: 'thanks@example.org' });
      await submit(page);
      await page.waitForURL('**/thanks');
      site.sql('DELETE FROM RateLimiterFlexible');
    },
    'lost-link': go('/registration'),
    'own-confirmed': (page, locale) => page.goto(links.confirmed[locale]),
    'own-withdrawn': (page, locale) => page.goto(links.withdrawn[locale]),
    'own-amend': (page, locale) => page.goto(`${links.confirmed[locale]}/amend`),
    'own-withdraw': (page, locale) => page.goto(`${links.confirmed[locale]}/withdraw`),
    'own-dead-link': go('/registration/nothing'),
    'not-found': go('/nothing'),
    share: go('/share'),
    privacy: go('/privacy'),
    accessibility: go('/accessibility'),
  };
}

function staffStates(): States {
  const first = () =>
    site.sql<{ id: string }>('SELECT id FROM Registration ORDER BY createdAt LIMIT 1')[0]?.id;
  const registration = `/registrations/${first()}`;
  return {
    'admin-sign-in': go('/admin/sign-in'),
    'admin-sign-in-code': async (page, locale) => {
      site.sql('DELETE FROM RateLimiterFlexible');
      await go('/admin/sign-in')(page, locale);
      await page.fill('#email', secretary);
      await submit(page);
      await page.locator('#code').waitFor();
    },
    'admin-list': signedIn(''),
    'admin-list-details': async (page, locale) => {
      await signedIn('')(page, locale);
      await page
        .locator('main details')
        .evaluateAll((all) => all.map((details) => details.setAttribute('open', '')));
    },
    'admin-list-nobody': signedIn('?q=nobody'),
    'admin-registration': signedIn(registration),
    'admin-email': async (page, locale) => {
      await signedIn(registration)(page, locale);
      await page.locator('a[href*="/admin/emails/"]').last().click();
      await page.locator('dl').waitFor();
    },
    'admin-look-alikes': signedIn(`${registration}/look-alikes`),
    'admin-correct': signedIn(`${registration}/correct`),
    'admin-erase': signedIn(`${registration}/erase`),
    'admin-record': signedIn('/record'),
    'admin-record-errors': async (page, locale) => {
      await signedIn('/record')(page, locale);
      await submit(page);
      await page.locator('.notice-error').waitFor();
    },
    'admin-import': signedIn('/import'),
    'admin-import-refused': importing('%PDF-1.7', '.notice-error'),
    'admin-import-columns': importing('المكرَّم,عمله\nغادة المذكورة,مديرة\n', '#headingRow'),
    'admin-import-preview': importing(
      [
        'الاسم الكامل,المسمى الوظيفي,البريد الإلكتروني,الدولة,الهاتف',
        'غادة المذكورة,مديرة,ghada@example.org,السعودية,0500',
        ',مدير,,أتلانتس,',
      ].join('\n'),
      'main table',
    ),
    'admin-letters': signedIn('/letters'),
    'admin-letter': async (page, locale) => {
      await signedIn('/letters')(page, locale);
      await submit(page);
      await page.locator('#textAr').waitFor();
    },
    'admin-letter-send': async (page, locale) => {
      await signedIn('/letters')(page, locale);
      await submit(page);
      for (const part of ['subjectAr', 'textAr', 'subjectEn', 'textEn'])
        await page.fill(`#${part}`, part.endsWith('Ar') ? 'جدول أعمال {التاريخ}' : 'The agenda of {date}');
      await page.locator('button[name=then][value=send]').click();
      await page.waitForURL('**/send');
    },
    'admin-people': signedIn('/people'),
    'admin-log': signedIn('/log'),
    'admin-deadline': signedIn('/deadline'),
    'admin-preview': signedIn('/preview?day=2024-02-13&time=11:20'),
    'admin-mail': signedIn('/mail'),
    'admin-nothing': signedIn('/registrations/nothing'),
    'admin-print': signedIn('/print'),
    ...Object.fromEntries(sheets.map((sheet) => [`admin-print-${sheet}`, signedIn(`/print/${sheet}`)])),
    'admin-mail-offline': async (page, locale) => {
      await signedIn('/mail')(page, locale);
      await site.restart({ SMTP_URL: 'smtp://127.0.0.1:1' });
      await page.locator('#email').fill('offline@example.org');
      await submit(page);
      await page.locator('.notice-error, .work-panel [role=status]').first().waitFor();
      await site.restart({ SMTP_URL: `smtp://127.0.0.1:${site.mailbox.smtpPort}` });
    },
  };
}

/** One email of each subject and language, as a mail program shows it. */
function emailStates(): States {
  const bySubject = new Map(
    site.mailbox.emails.map((email, index) => [
      (email.subject ?? '').replace(/[^\p{L}\s:]/gu, ''),
      index + 1,
    ]),
  );
  const names = [...bySubject.values()].map((number, index): [string, State] => [
    `letter-${String(index + 1).padStart(2, '0')}`,
    (page) => page.goto(`http://localhost:${site.mailbox.webPort}/${number}/body`),
  ]);
  return Object.fromEntries(names);
}

/** The page after a file was chosen and sent for import. @param shown what appears there */
function importing(content: string, shown: string): State {
  return async (page, locale) => {
    await signedIn('/import')(page, locale);
    await page.setInputFiles('#file', {
      name: 'list.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(content),
    });
    await submit(page);
    await page.locator(shown).waitFor();
  };
}

function signedIn(path: string): State {
  return async (page, locale) => {
    await page.goto(`${site.origin}/${locale}/admin${path}`);
    if (!page.url().includes('/sign-in')) return;
    await signIn(page, site, locale);
    await page.goto(`${site.origin}/${locale}/admin${path}`);
  };
}

async function seed(): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/seed.ts'], {
    env: {
      ...process.env,
      DATABASE_URL: `file:${site.databaseFile}`,
      MEETING_CLOCK: '2024-01-15T10:00:00+04:00',
      SECRETARIAT_EMAIL: contact,
    },
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error('the samples could not be filled in');
}

/** Confirms in both languages, and withdraws one registration of each. @returns the personal links */
async function confirmed() {
  const links = { confirmed: { ar: '', en: '' }, withdrawn: { ar: '', en: '' } };
  for (const [state, ofState] of Object.entries(links)) {
    for (const locale of locales) {
      const email = `${state}-${locale}@example.org`;
      const values = {
        ...person,
        fullName: `${person.fullName} ${state === 'confirmed' ? '' : 'الأولى'}`,
        email,
      };
      await sendForm(await openForm(`${site.origin}/${locale}/rsvp`), values);
      ofState[locale] = `${site.origin}/${locale}/registration/${await site.tokenOf(email)}`;
      if (state === 'withdrawn') await sendForm(await openForm(`${ofState[locale]}/withdraw`), {});
    }
  }
  return links;
}

/** Takes pictures of the same site at another time. */
async function at(clock: string, states: States): Promise<void> {
  if (!Object.keys(states).some(isWanted)) return;
  await site.restart({ MEETING_CLOCK: clock });
  await takeAll(states);
}

async function takeAll(states: States): Promise<void> {
  const wanted = Object.entries(states).filter(([name]) => isWanted(name));
  for (const locale of languages) {
    const context = await browser.newContext({ extraHTTPHeaders: { 'x-forwarded-for': newVisitor() } });
    for (const [name, state] of wanted) {
      const page = await context.newPage();
      try {
        await state(page, locale);
        await take(page, name, locale);
      } catch (error) {
        console.error(`${name} in ${locale}: ${error}`);
        process.exitCode = 1;
      }
      await page.close();
    }
    await context.close();
  }
}

/** One page load is enough for all pictures of a page, because only the style sheet depends on scheme and width. */
async function take(page: Page, name: string, locale: Locale): Promise<void> {
  const into = join(folder, name);
  mkdirSync(into, { recursive: true });
  for (const scheme of schemes) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const width of widths) {
      await page.setViewportSize({ width, height: width < 700 ? 800 : 900 });
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.screenshot({
        path: join(into, `${locale}-${scheme}-${width}.png`),

        fullPage: true,
        clip: { x: 0, y: 0, width, height: Math.min(height, TALLEST) },
        animations: 'disabled',
      });
    }
  }
  console.log(`${name} ${locale}`);
}

/** All pictures in the folder, also those of earlier runs for other pages. */
function writeIndex(): void {
  const pictures = (readdirSync(folder, { recursive: true }) as string[])
    .filter((path) => path.endsWith('.png'))
    .sort();
  const names = [...new Set(pictures.map((path) => path.split('/')[0] ?? ''))];
  const sections = names.map((name) => {
    const own = pictures.filter((path) => path.startsWith(`${name}/`));
    const figures = own.map((path) => {
      const [locale, scheme, width] = path.slice(name.length + 1, -4).split('-');
      const caption = `${languageNames[locale as Locale]}, ${scheme}, ${width} px`;
      return `<figure><a href="${path}"><img loading="lazy" src="${path}" alt="${caption}"></a><figcaption>${caption}</figcaption></figure>`;
    });
    return `<h2 id="${name}">${name}</h2><div>${figures.join('')}</div>`;
  });
  const contents = names.map((name) => `<a href="#${name}">${name}</a>`).join(' ');
  writeFileSync(
    join(folder, 'index.html'),
    `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Pictures</title><style>
body{font:1rem system-ui;margin:1rem}div{display:flex;gap:1rem;overflow-x:auto}figure{margin:0}img{height:32rem;border:1px solid #999}
</style><p>${contents}</p>${sections.join('\n')}</html>\n`,
  );
  console.log(`${pictures.length} pictures: ${join(folder, 'index.html')}`);
}
