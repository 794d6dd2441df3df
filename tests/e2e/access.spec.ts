import { type Action, builtActions, builtRoutes } from '../support/build';
import { addressOf, createSampleRecords, type SampleRecords } from '../support/sample-records';
import { expectRouteHeaders } from '../support/security-headers';
import { inviteHost, sessionOf } from '../support/sign-in';
import { newVisitor, openForm, type Site, sendForm } from '../support/site';
import { expect, test } from '../support/test';

const everybody = { nobody: 200, host: 200, secretariat: 200 } as const;
const staff = { nobody: 307, host: 200, secretariat: 200 } as const;
/** Without a session, a file redirects to the sign-in page. */
const file = { nobody: 303 } as const;
const secretariat = { nobody: 307, host: 403, secretariat: 200 } as const;

/** The expected status of each route for each role. Each route of the build needs a row. A registration opens by the token in its address. */
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
  '/[locale]/admin/emails/[id]': secretariat,
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
  '/[locale]/admin/registrations/[id]/look-alikes': secretariat,
};

/** Who may call each action. Every action of the build needs a row. `everybody` includes actions that check a token in the form. */
const actions: Record<string, 'everybody' | 'secretariat'> = {
  'rsvp#submitConfirmation': 'everybody',
  'registration#submitLostLink': 'everybody',
  'registration#submitAmendment': 'everybody',
  'registration#submitWithdrawal': 'everybody',
  'registration#submitReconfirmation': 'everybody',
  'registration#submitLanguage': 'everybody',
  'admin#askForCode': 'everybody',
  'admin#enterCode': 'everybody',
  'admin#leave': 'everybody',
  'admin/bulk#takeSelection': 'secretariat',
  'admin/bulk#submitBatch': 'secretariat',
  'admin/deadline#submitDeadline': 'secretariat',
  'admin/deadline#submitDeadlineEmail': 'secretariat',
  'admin/import#submitFile': 'secretariat',
  'admin/import#submitColumns': 'secretariat',
  'admin/import#submitCountries': 'secretariat',
  'admin/import#submitImport': 'secretariat',
  'admin/import#submitDiscard': 'secretariat',
  'admin/letters#submitNewMailing': 'secretariat',
  'admin/letters#submitText': 'secretariat',
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
  'admin/registrations/[id]#submitOtherPeople': 'secretariat',
  'admin/registrations/[id]#submitSamePerson': 'secretariat',
  'admin/registrations/[id]#submitReinstatement': 'secretariat',
  'admin/registrations/[id]#submitStaffWithdrawal': 'secretariat',
};

/** The status of a registration before and after a participant's link is used. */
const byLink: Record<string, { from: string; to: string }> = {
  'registration#submitAmendment': { from: 'confirmed', to: 'confirmed' },
  'registration#submitWithdrawal': { from: 'confirmed', to: 'withdrawn' },
  'registration#submitReconfirmation': { from: 'withdrawn', to: 'confirmed' },
  'registration#submitLanguage': { from: 'confirmed', to: 'confirmed' },
};

/** All stored rows, except those that every request writes. */
const storedRows = (site: Site): string =>
  JSON.stringify(
    site
      .sql<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
      .filter(({ name }) => !/^(sqlite_|RateLimiterFlexible|Session)/.test(name))
      .map(({ name }) => [name, site.sql(`SELECT * FROM "${name}"`)]),
    (_, value) => (typeof value === 'bigint' ? String(value) : value),
  );

/** What a request authenticates with: nothing, a participant's link, or a session. */
const roles = ['nobody', 'participant', 'otherParticipant', 'host', 'secretariat'] as const;
type Role = (typeof roles)[number];
const isMember = (role: Role) => role === 'host' || role === 'secretariat';

test.describe('access by role', () => {
  let site: Site;
  let records: SampleRecords;
  /** The id of a registration that looks like the one of the sample records. */
  let lookAlike: string;
  let keys: Record<Role, { cookie: string; token: string }>;
  test.describe.configure({ mode: 'default' });
  test.beforeAll(async ({ sites }) => {
    // An https address, so that responses also carry the headers for https.
    site = await sites.lend({ settings: { APP_URL: 'https://meeting.example.org' } });
    records = await createSampleRecords(site);
    await sendForm(await openForm(`${site.origin}/ar/rsvp`), {
      fullName: 'هدى الأخرى',
      jobTitle: 'مديرة',
      email: 'huda@example.org',
    });
    site.sql("UPDATE Registration SET lookAlikeKey = 'alike'");
    lookAlike = String(site.registrations('huda@example.org')[0]?.id);
    inviteHost(site, 'host@example.org');
    const forged = `${records.token.slice(0, -1)}${records.token.endsWith('A') ? 'B' : 'A'}`;
    // A participant has no session. An attacker might send the token as a session cookie.
    const participantKey = (token: string) => ({ token, cookie: `session_token=${token}` });
    keys = {
      nobody: { cookie: '', token: forged },
      participant: participantKey(records.token),
      otherParticipant: participantKey(await site.tokenOf('huda@example.org')),
      host: { cookie: await sessionOf(site, 'host@example.org'), token: forged },
      secretariat: { cookie: await sessionOf(site), token: forged },
    };
  });

  test('each page and file opens only for its roles, with the right response headers', async () => {
    expect(builtRoutes().sort()).toEqual(Object.keys(routes).sort());
    for (const [route, expected] of Object.entries(routes)) {
      for (const role of roles) {
        const { cookie, token } = keys[role];
        const isKeyed = route.includes('[token]');
        const response = await fetch(
          `${site.origin}${addressOf(route, { ...records, token })}?token=${token}`,
          {
            headers: { cookie, 'x-forwarded-for': newVisitor() },
            redirect: 'manual',
          },
        );
        const message = `${route} for ${role}`;
        // Only its own link opens a registration here: not even a member's session does.
        const expectedStatus =
          isKeyed && token === keys.nobody.token ? 404 : expected[isMember(role) ? role : 'nobody'];
        expect(response.status, message).toBe(expectedStatus);
        const body = await response.text();
        expectRouteHeaders(route, response, body);
        const visibleTo = {
          'سلمى المثال': isKeyed && role === 'participant',
          'هدى الأخرى': isKeyed && role === 'otherParticipant',
        };
        for (const [name, isVisible] of Object.entries(visibleTo)) {
          if (isVisible) expect(body, message).toContain(name);
          else if (!isMember(role) || isKeyed) expect(body, message).not.toContain(name);
        }
        const hidesAddresses = expectedStatus !== 200 || (role !== 'secretariat' && !isKeyed);
        if (hidesAddresses) expect(body, message).not.toMatch(/(salma|huda)@example\.org/);
      }
    }
  });

  /** Calls an action as the framework's script does, with a form that would do harm if it were accepted. */
  async function call({ id, name, pages }: Action, role: Role): Promise<{ status: number; text: string }> {
    const { cookie, token } = keys[role];
    const body = new FormData();
    const harmfulFields = {
      locale: 'ar',
      id: records.registration,
      registration: records.registration,
      others: `${lookAlike}:1`,
      withdrawn: lookAlike,
      user: records.user,
      session: 'x',
      seen: '1',
      sure: 'yes',
      role: 'secretariat',
      email: 'intruder@example.org',
      reason: 'x',
      fullName: 'دخيل',
      jobTitle: 'دخيل',
      day: '2024-02-01',
      language: 'en',
      token,
    };
    for (const [field, value] of Object.entries(harmfulFields)) body.append(`_1_${field}`, value);
    body.append('0', isForm(name) ? '["$K1"]' : '[{"attempt":0,"typed":{},"errors":[]},"$K1"]');
    const page = pages.find((path) => !path.includes('[id]')) ?? pages[0] ?? '';
    const response = await fetch(site.origin + addressOf(page, { ...records, token }), {
      method: 'POST',
      headers: { cookie, 'next-action': id, origin: site.origin, 'x-forwarded-for': newVisitor() },
      body,
      redirect: 'manual',
    });
    return { status: response.status, text: await response.text() };
  }
  const isForm = (name: string) => name === 'admin/bulk#takeSelection' || name === 'admin#leave';
  const signedOut = 'انتهت صلاحية الدخول ولم يُحفظ شيء';
  const forbidden = 'لا تسمح صلاحيتكم بهذا';

  test('each action runs only for its roles, and a link changes only its own registration', async () => {
    const built = builtActions();
    expect(built.map(({ name }) => name).sort()).toEqual(Object.keys(actions).sort());
    const ofSecretariat = built.filter(({ name }) => actions[name] === 'secretariat');
    const queuedEmails = () => site.sql('SELECT id FROM OutboxMessage WHERE sentAt IS NULL').length;
    await expect.poll(queuedEmails).toBe(0);
    const before = storedRows(site);
    for (const action of ofSecretariat) {
      for (const role of roles.filter((other) => other !== 'secretariat')) {
        const { status, text } = await call(action, role);
        expect(status, `${action.name} by ${role}`).toBeLessThan(500);
        if (!isForm(action.name))
          expect(text, `${action.name} by ${role}`).toContain(role === 'host' ? forbidden : signedOut);
      }
      expect(storedRows(site), `${action.name} changed something`).toBe(before);
    }

    const isSignOut = ({ name }: Action) => name === 'admin#leave';
    const publicActions = built.filter(
      (action) => actions[action.name] === 'everybody' && !isSignOut(action),
    );
    for (const action of publicActions.filter(({ name }) => !(name in byLink))) {
      for (const role of roles)
        expect((await call(action, role)).status, `${action.name} by ${role}`).toBeLessThan(500);
    }

    // A link changes its own registration and no other. Nothing else changes a registration.
    const rows = () =>
      site.sql<{ emailKey: string; status: string; version: number }>(
        `SELECT emailKey, fullName, jobTitle, email, status, withdrawnBy, version, linkVersion, review
         FROM Registration WHERE emailKey IN ('salma@example.org', 'huda@example.org') ORDER BY emailKey`,
      );
    for (const action of publicActions.filter(({ name }) => name in byLink)) {
      const { from, to } = byLink[action.name] ?? {};
      for (const role of roles) {
        site.sql("UPDATE Registration SET version = 1, status = ?, withdrawnBy = 'participant'", from);
        const rowsBefore = rows();
        const { status } = await call(action, role);
        expect(status, `${action.name} by ${role}`).toBeLessThan(500);
        const own = { participant: 'salma@example.org', otherParticipant: 'huda@example.org' }[
          role as string
        ];
        expect(rowsBefore).toHaveLength(2);
        for (const [index, now] of rows().entries()) {
          if (now.emailKey === own)
            expect(now, `${action.name} by ${role}`).toMatchObject({ status: to, version: 2 });
          else expect(now, `${action.name} by ${role}`).toEqual(rowsBefore[index]);
        }
      }
    }

    // The refused calls were well formed: the same calls succeed for the secretariat.
    for (const action of ofSecretariat) {
      const { status, text } = await call(action, 'secretariat');
      expect(status, `${action.name} by the secretariat`).toBeLessThan(500);
      for (const words of [signedOut, forbidden])
        expect(text, `${action.name} by the secretariat`).not.toContain(words);
    }
    const [signOutAction] = built.filter(isSignOut);
    if (!signOutAction) throw new Error('nobody can leave');
    const seesList = async () => {
      const { cookie } = keys.host;
      return (await fetch(`${site.origin}/ar/admin`, { headers: { cookie }, redirect: 'manual' })).status;
    };
    // Signing out ends only the caller's own session.
    for (const [role, after] of [
      ['nobody', 200],
      ['participant', 200],
      ['secretariat', 200],
      ['host', 307],
    ] as const) {
      expect((await call(signOutAction, role)).status).toBeLessThan(500);
      expect(await seesList(), `the host's list after ${role} left`).toBe(after);
    }
  });
});
