import { type Action, builtActions, builtRoutes } from '../support/build';
import { addressOf, createSampleRecords, type SampleRecords } from '../support/sample-records';
import { expectRouteHeaders } from '../support/security-headers';
import { inviteHost, sessionOf } from '../support/sign-in';
import { newVisitor, openForm, type Site, sendForm } from '../support/site';
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
  'registration#submitReconfirmation': 'everybody',
  'admin#askForCode': 'everybody',
  'admin#enterCode': 'everybody',
  'admin#leave': 'everybody',
  'admin/bulk#takeSelection': 'secretariat',
  'admin/bulk#submitBatch': 'secretariat',
  'admin/deadline#submitDeadline': 'secretariat',
  'admin/import#submitFile': 'secretariat',
  'admin/import#submitImport': 'secretariat',
  'admin/import#submitDiscard': 'secretariat',
  'admin/letters#submitNewMailing': 'secretariat',
  'admin/letters#submitText': 'secretariat',
  'admin/letters#submitTest': 'secretariat',
  'admin/letters#submitSending': 'secretariat',
  'admin/letters#submitStop': 'secretariat',
  'admin/letters#submitRetry': 'secretariat',
  'admin/letters#submitDraftDeletion': 'secretariat',
  'admin/mail#submitTestEmail': 'secretariat',
  'admin/people#submitInvitation': 'secretariat',
  'admin/people#submitRemoval': 'secretariat',
  'admin/people#submitRole': 'secretariat',
  'admin/people#submitSessionEnd': 'secretariat',
  'admin/record#submitEntry': 'secretariat',
  'admin/registrations/[id]#submitCorrection': 'secretariat',
  'admin/registrations/[id]#submitErasure': 'secretariat',
  'admin/registrations/[id]#submitStaffFields': 'secretariat',
  'admin/registrations/[id]#submitResend': 'secretariat',
  'admin/registrations/[id]#submitNewLink': 'secretariat',
  'admin/registrations/[id]#submitReinstatement': 'secretariat',
  'admin/registrations/[id]#submitReviewed': 'secretariat',
  'admin/registrations/[id]#submitStaffWithdrawal': 'secretariat',
};

/** What a participant's link can do to a registration, by the state that it is in. */
const byLink: Record<string, { from: string; to: string }> = {
  'registration#submitAmendment': { from: 'confirmed', to: 'confirmed' },
  'registration#submitWithdrawal': { from: 'confirmed', to: 'withdrawn' },
  'registration#submitReconfirmation': { from: 'withdrawn', to: 'confirmed' },
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

/** The keys that a request may bring: a session, and a participant's link. */
const roles = ['nobody', 'participant', 'another', 'host', 'secretariat'] as const;
type Role = (typeof roles)[number];
const isMember = (role: Role) => role === 'host' || role === 'secretariat';

test.describe('who may see and do what', () => {
  let site: Site;
  let about: SampleRecords;
  let keys: Record<Role, { cookie: string; token: string }>;
  test.describe.configure({ mode: 'default' });
  test.beforeAll(async ({ sites }) => {
    // Behind https, so that answers also say that they are.
    site = await sites.lend({ settings: { APP_URL: 'https://meeting.example.org' } });
    about = await createSampleRecords(site);
    await sendForm(await openForm(`${site.origin}/ar/rsvp`), {
      fullName: 'هدى الأخرى',
      jobTitle: 'مديرة',
      email: 'huda@example.org',
    });
    inviteHost(site, 'host@example.org');
    const forged = `${about.token.slice(0, -1)}${about.token.endsWith('A') ? 'B' : 'A'}`;
    // A participant has no session; what somebody might try is the key in its place.
    const holding = (token: string) => ({ token, cookie: `session_token=${token}` });
    keys = {
      nobody: { cookie: '', token: forged },
      participant: holding(about.token),
      another: holding(await site.tokenOf('huda@example.org')),
      host: { cookie: await sessionOf(site, 'host@example.org'), token: forged },
      secretariat: { cookie: await sessionOf(site), token: forged },
    };
  });

  test('each page and file, and what its answer says to browsers', async () => {
    expect(builtRoutes().sort()).toEqual(Object.keys(routes).sort());
    for (const [route, expected] of Object.entries(routes)) {
      for (const role of roles) {
        const { cookie, token } = keys[role];
        const isKeyed = route.includes('[token]');
        const answer = await fetch(`${site.origin}${addressOf(route, { ...about, token })}?token=${token}`, {
          headers: { cookie, 'x-forwarded-for': newVisitor() },
          redirect: 'manual',
        });
        const what = `${route} for ${role}`;
        // A registration is its own link's alone to open, also where the secretariat asks.
        const forRole =
          isKeyed && token === keys.nobody.token ? 404 : expected[isMember(role) ? role : 'nobody'];
        expect(answer.status, what).toBe(forRole);
        const body = await answer.text();
        expectRouteHeaders(route, answer, body);
        const seen = {
          'سلمى المثال': isKeyed && role === 'participant',
          'هدى الأخرى': isKeyed && role === 'another',
        };
        for (const [name, isTheirs] of Object.entries(seen)) {
          if (isTheirs) expect(body, what).toContain(name);
          else if (!isMember(role) || isKeyed) expect(body, what).not.toContain(name);
        }
        const isShut = forRole !== 200 || (role !== 'secretariat' && !isKeyed);
        if (isShut) expect(body, what).not.toMatch(/(salma|huda)@example\.org/);
      }
    }
  });

  /** As the framework's own script calls it: an earlier state, and a form that would do harm. */
  async function call({ id, name, pages }: Action, role: Role): Promise<{ status: number; text: string }> {
    const { cookie, token } = keys[role];
    const body = new FormData();
    const harm = {
      locale: 'ar',
      id: about.registration,
      registration: about.registration,
      user: about.user,
      session: 'x',
      seen: '1',
      sure: 'yes',
      role: 'secretariat',
      email: 'intruder@example.org',
      reason: 'x',
      fullName: 'دخيل',
      jobTitle: 'دخيل',
      day: '2024-02-01',
      token,
    };
    for (const [field, value] of Object.entries(harm)) body.append(`_1_${field}`, value);
    body.append('0', isForm(name) ? '["$K1"]' : '[{"attempt":0,"typed":{},"errors":[]},"$K1"]');
    const page = pages.find((each) => !each.includes('[id]')) ?? pages[0] ?? '';
    const answer = await fetch(site.origin + addressOf(page, { ...about, token }), {
      method: 'POST',
      headers: { cookie, 'next-action': id, origin: site.origin, 'x-forwarded-for': newVisitor() },
      body,
      redirect: 'manual',
    });
    return { status: answer.status, text: await answer.text() };
  }
  const isForm = (name: string) => name === 'admin/bulk#takeSelection' || name === 'admin#leave';
  const signedOut = 'انتهت صلاحية الدخول ولم يُحفظ شيء';
  const notYours = 'لا تسمح صلاحيتكم بهذا';

  test('each action', async () => {
    const built = builtActions();
    expect(built.map(({ name }) => name).sort()).toEqual(Object.keys(actions).sort());
    const ofSecretariat = built.filter(({ name }) => actions[name] === 'secretariat');
    const owed = () => site.sql('SELECT id FROM OutboxMessage WHERE sentAt IS NULL').length;
    await expect.poll(owed).toBe(0);
    const before = recorded(site);
    for (const action of ofSecretariat) {
      for (const role of roles.filter((each) => each !== 'secretariat')) {
        const { status, text } = await call(action, role);
        expect(status, `${action.name} by ${role}`).toBeLessThan(500);
        if (!isForm(action.name))
          expect(text, `${action.name} by ${role}`).toContain(role === 'host' ? notYours : signedOut);
      }
      expect(recorded(site), `${action.name} changed something`).toBe(before);
    }

    const isLeaving = ({ name }: Action) => name === 'admin#leave';
    const others = built.filter((action) => actions[action.name] === 'everybody' && !isLeaving(action));
    for (const action of others.filter(({ name }) => !(name in byLink))) {
      for (const role of roles)
        expect((await call(action, role)).status, `${action.name} by ${role}`).toBeLessThan(500);
    }

    // A link changes its own registration and no other; nothing else does.
    const rows = () =>
      site.sql<{ emailKey: string; status: string; version: number }>(
        `SELECT emailKey, fullName, jobTitle, email, status, withdrawnBy, version, linkVersion, review
         FROM Registration WHERE emailKey IN ('salma@example.org', 'huda@example.org') ORDER BY emailKey`,
      );
    for (const action of others.filter(({ name }) => name in byLink)) {
      const { from, to } = byLink[action.name] ?? {};
      for (const role of roles) {
        site.sql("UPDATE Registration SET version = 1, status = ?, withdrawnBy = 'participant'", from);
        const was = rows();
        const { status } = await call(action, role);
        expect(status, `${action.name} by ${role}`).toBeLessThan(500);
        const own = { participant: 'salma@example.org', another: 'huda@example.org' }[role as string];
        expect(was).toHaveLength(2);
        for (const [index, now] of rows().entries()) {
          if (now.emailKey === own)
            expect(now, `${action.name} by ${role}`).toMatchObject({ status: to, version: 2 });
          else expect(now, `${action.name} by ${role}`).toEqual(was[index]);
        }
      }
    }

    // The calls that were refused are well made: whoever may, comes in with the same.
    for (const action of ofSecretariat) {
      const { status, text } = await call(action, 'secretariat');
      expect(status, `${action.name} by the secretariat`).toBeLessThan(500);
      for (const words of [signedOut, notYours])
        expect(text, `${action.name} by the secretariat`).not.toContain(words);
    }
    const [leave] = built.filter(isLeaving);
    if (!leave) throw new Error('nobody can leave');
    const seesList = async () => {
      const { cookie } = keys.host;
      return (await fetch(`${site.origin}/ar/admin`, { headers: { cookie }, redirect: 'manual' })).status;
    };
    // Whoever leaves ends the own session and nobody else's.
    for (const [role, after] of [
      ['nobody', 200],
      ['participant', 200],
      ['secretariat', 200],
      ['host', 307],
    ] as const) {
      expect((await call(leave, role)).status).toBeLessThan(500);
      expect(await seesList(), `the host's list after ${role} left`).toBe(after);
    }
  });
});
