import { type Action, builtActions, builtRoutes } from '../support/build';
import { inviteHost, sessionOf } from '../support/sign-in';
import { newVisitor, openForm, Site, sendForm } from '../support/site';
import { expect, test } from '../support/test';

const everybody = { nobody: 200, host: 200, secretariat: 200 } as const;
const staff = { nobody: 307, host: 200, secretariat: 200 } as const;
/** Whoever asks for a file without a session is led to sign in. */
const file = { nobody: 303 } as const;
const secretariat = { nobody: 307, host: 403, secretariat: 200 } as const;

/** Who may see what: each route of the build has its row. The key to a registration is in its address. */
const routes: Record<string, Record<'nobody' | 'host' | 'secretariat', number>> = {
  '/[locale]': everybody,
  '/[locale]/accessibility': everybody,
  '/[locale]/privacy': everybody,
  '/[locale]/share': everybody,
  '/[locale]/rsvp': everybody,
  '/[locale]/rsvp/thanks': everybody,
  '/[locale]/registration': everybody,
  '/[locale]/registration/[token]': everybody,
  '/[locale]/registration/[token]/amend': everybody,
  '/[locale]/registration/[token]/withdraw': everybody,
  '/[locale]/meeting.ics': everybody,
  '/[locale]/note.docx': everybody,
  '/[locale]/note.pdf': everybody,
  '/[locale]/preview.png': everybody,
  '/[locale]/qr.png': everybody,
  '/apple-icon.png': everybody,
  '/icon.svg': everybody,
  '/manifest.webmanifest': everybody,
  '/robots.txt': everybody,
  '/sitemap.xml': everybody,
  '/health': everybody,
  '/metrics': { nobody: 404, host: 404, secretariat: 404 },
  '/[locale]/admin': staff,
  '/[locale]/admin/sign-in': { nobody: 200, host: 307, secretariat: 307 },
  '/[locale]/admin/export.csv': { ...secretariat, ...file },
  '/[locale]/admin/export.xlsx': { ...secretariat, ...file },
  '/[locale]/admin/log.csv': { ...secretariat, ...file },
  '/[locale]/admin/import/template.xlsx': { ...secretariat, ...file },
  '/[locale]/admin/bulk/[id]': secretariat,
  '/[locale]/admin/deadline': secretariat,
  '/[locale]/admin/import': secretariat,
  '/[locale]/admin/import/[id]': secretariat,
  '/[locale]/admin/letters': secretariat,
  '/[locale]/admin/letters/[id]': secretariat,
  '/[locale]/admin/letters/[id]/send': secretariat,
  '/[locale]/admin/log': secretariat,
  '/[locale]/admin/mail': secretariat,
  '/[locale]/admin/people': secretariat,
  '/[locale]/admin/people/[id]': secretariat,
  '/[locale]/admin/preview': secretariat,
  '/[locale]/admin/print': secretariat,
  '/[locale]/admin/print/[what]': secretariat,
  '/[locale]/admin/record': secretariat,
  '/[locale]/admin/registrations/[id]': secretariat,
  '/[locale]/admin/registrations/[id]/[task]': secretariat,
};

/** Who may do what: each action of the build has its row. `everybody` includes those who need a token in what they send. */
const actions: Record<string, 'everybody' | 'secretariat'> = {
  'rsvp#submitConfirmation': 'everybody',
  'registration#submitLostLink': 'everybody',
  'registration#submitAmendment': 'everybody',
  'registration#submitWithdrawal': 'everybody',
  'registration#submitReturn': 'everybody',
  'admin#askForCode': 'everybody',
  'admin#enterCode': 'everybody',
  'admin#leave': 'everybody',
  'admin/bulk#takeSelection': 'secretariat',
  'admin/bulk#submitBatch': 'secretariat',
  'admin/deadline#submitDeadline': 'secretariat',
  'admin/import#submitFile': 'secretariat',
  'admin/import#submitImport': 'secretariat',
  'admin/import#submitDropRows': 'secretariat',
  'admin/letters#submitNewLetter': 'secretariat',
  'admin/letters#submitText': 'secretariat',
  'admin/letters#submitTest': 'secretariat',
  'admin/letters#submitSending': 'secretariat',
  'admin/letters#submitStop': 'secretariat',
  'admin/letters#submitFailedAgain': 'secretariat',
  'admin/letters#submitDrop': 'secretariat',
  'admin/mail#submitTestLetter': 'secretariat',
  'admin/people#submitInvitation': 'secretariat',
  'admin/people#submitRemoval': 'secretariat',
  'admin/people#submitRole': 'secretariat',
  'admin/people#submitSessionEnd': 'secretariat',
  'admin/record#submitEntry': 'secretariat',
  'admin/registrations/[id]#submitCorrection': 'secretariat',
  'admin/registrations/[id]#submitErasure': 'secretariat',
  'admin/registrations/[id]#submitHandling': 'secretariat',
  'admin/registrations/[id]#submitLetterAgain': 'secretariat',
  'admin/registrations/[id]#submitNewLink': 'secretariat',
  'admin/registrations/[id]#submitReinstatement': 'secretariat',
  'admin/registrations/[id]#submitReviewed': 'secretariat',
  'admin/registrations/[id]#submitWithdrawalFor': 'secretariat',
};

/** Everything that is recorded, but what every question leaves behind. */
const recorded = (site: Site): string =>
  JSON.stringify(
    site
      .sql<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
      .filter(({ name }) => !/^(sqlite_|RateLimiterFlexible|Session)/.test(name))
      .map(({ name }) => [name, site.sql(`SELECT * FROM "${name}"`)]),
    (_, value) => (typeof value === 'bigint' ? String(value) : value),
  );

test.describe('who may see and do what', () => {
  let site: Site;
  let sessions: Record<'nobody' | 'host' | 'secretariat', string>;
  let token: string;
  test.beforeAll(async () => {
    site = await Site.start();
    await sendForm(await openForm(`${site.origin}/ar/rsvp`), {
      fullName: 'سلمى المثال',
      jobTitle: 'مديرة',
      email: 'salma@example.org',
    });
    token = await site.tokenOf('salma@example.org');
    inviteHost(site, 'host@example.org');
    sessions = {
      nobody: '',
      host: await sessionOf(site, 'host@example.org'),
      secretariat: await sessionOf(site),
    };
  });
  test.afterAll(() => site.stop());

  const ids = () => ({
    registration: site.sql<{ id: string }>('SELECT id FROM Registration')[0]?.id ?? '',
    user: site.sql<{ id: string }>("SELECT id FROM User WHERE role = 'secretariat'")[0]?.id ?? '',
  });
  const addressOf = (route: string): string =>
    route
      .replace('[locale]', 'ar')
      .replace('[token]', token)
      .replace('[what]', 'attendance')
      .replace('[task]', 'correct')
      .replace('people/[id]', `people/${ids().user}`)
      .replace('registrations/[id]', `registrations/${ids().registration}`)
      .replace('[id]', 'none-of-this-id');

  test('each page and file', async () => {
    expect(builtRoutes().sort()).toEqual(Object.keys(routes).sort());
    for (const [route, expected] of Object.entries(routes)) {
      for (const role of ['nobody', 'host', 'secretariat'] as const) {
        const answer = await fetch(site.origin + addressOf(route), {
          headers: { cookie: sessions[role], 'x-forwarded-for': newVisitor() },
          redirect: 'manual',
        });
        const nothing =
          route.includes('[id]') && addressOf(route).includes('none-of') && expected[role] === 200;
        expect(answer.status, `${route} for ${role}`).toBe(nothing ? 404 : expected[role]);
        const body = await answer.text();
        if (expected[role] !== 200) expect(body, `${route} for ${role}`).not.toContain('salma@example.org');
        if (role === 'host' && !route.includes('[token]'))
          expect(body, `${route} for the host`).not.toContain('salma@example.org');
      }
    }
  });

  test('a link that nobody sealed opens nothing, whoever asks', async () => {
    for (const end of ['', '/amend', '/withdraw']) {
      for (const cookie of Object.values(sessions)) {
        const wrong = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
        const answer = await fetch(`${site.origin}/ar/registration/${wrong}${end}`, { headers: { cookie } });
        expect(answer.status).toBe(404);
        expect(await answer.text()).not.toContain('سلمى');
      }
    }
  });

  test('each action', async () => {
    const built = builtActions();
    expect(built.map(({ name }) => name).sort()).toEqual(Object.keys(actions).sort());
    const before = recorded(site);
    const { registration, user } = ids();
    // Those that are for everybody come last: one of them ends the session of whoever calls it.
    const harmless = ({ name }: Action) => Number(actions[name] === 'everybody');
    for (const { id, name, pages } of built.sort((a, b) => harmless(a) - harmless(b))) {
      for (const role of ['nobody', 'host'] as const) {
        // As the framework's own script calls it: an earlier state, and a form that would do harm.
        const body = new FormData();
        const harm = {
          locale: 'ar',
          id: registration,
          registration,
          user,
          session: 'x',
          seen: '1',
          sure: 'yes',
          role: 'secretariat',
          email: 'intruder@example.org',
          reason: 'x',
          fullName: 'دخيل',
          jobTitle: 'دخيل',
          day: '2024-02-01',
          token: 'x',
        };
        for (const [field, value] of Object.entries(harm)) body.append(`1_${field}`, value);
        const isForm = name === 'admin/bulk#takeSelection' || name === 'admin#leave';
        body.append('0', isForm ? '["$K1"]' : '[{"attempt":0,"typed":{},"errors":[]},"$K1"]');
        const answer = await fetch(
          site.origin + addressOf(pages.find((page) => !page.includes('[id]')) ?? pages[0] ?? ''),
          {
            method: 'POST',
            headers: {
              cookie: sessions[role],
              'next-action': id,
              origin: site.origin,
              'x-forwarded-for': newVisitor(),
            },
            body,
            redirect: 'manual',
          },
        );
        const text = await answer.text();
        expect(answer.status, `${name} by ${role}`).toBeLessThan(500);
        if (actions[name] === 'everybody') continue;
        const words = { nobody: 'انتهت صلاحية الدخول ولم يُحفظ شيء', host: 'لا تسمح صلاحيتكم بهذا' }[role];
        if (!isForm) expect(text, `${name} by ${role}`).toContain(words);
      }
      if (actions[name] === 'secretariat') expect(recorded(site), `${name} changed something`).toBe(before);
    }
  });
});
