import { createHash, createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { config } from '@/lib/config';
import { db } from '@/lib/db/client';
import { closeTransport } from '@/lib/email/transport';
import { cookieName } from '@/lib/server/urls';
import { bootstrapMembers } from '@/lib/staff/members';
import { sendCode, signedIn, signInWithCode, signOut } from '@/lib/staff/sessions';
import { DAY_MS, later, MINUTE_MS } from '@/lib/time/instant';
import { type Mailbox, recipient, startMailbox } from '@/scripts/mailbox';
import { freshDatabase } from '../../support/database';

freshDatabase();
beforeEach(bootstrapMembers);

let mailbox: Mailbox;
beforeEach(async () => {
  mailbox = await startMailbox({ smtp: 0, web: 0 });
  config().smtpUrl = `smtp://127.0.0.1:${mailbox.smtpPort}`;
});
afterEach(async () => {
  closeTransport();
  await mailbox.close();
});

// The test settings name this member.
const member = 'secretariat@example.org';

/** Asks for a code as a browser does, which gets its id. @returns the code from the email */
async function code(codeId = 'code'): Promise<string> {
  await sendCode(member, codeId, 'en');
  return mailbox.emails.at(-1)?.text?.match(/\d{6}/)?.[0] ?? '';
}

const enter = (typed: string, headers = new Headers(), codeIds = ['code'], address = member) =>
  signInWithCode({ address, codeIds }, typed, headers);

/** Another code than this one. */
const wrong = (sentCode: string) => (sentCode === '000000' ? '000001' : '000000');

/** The newest session, as its browser would send it. */
async function newest(): Promise<Headers> {
  const { token } = await db().session.findFirstOrThrow({ orderBy: { createdAt: 'desc' } });
  const signature = createHmac('sha256', config().authSecret).update(token).digest('base64');
  return new Headers({
    cookie: `${cookieName('session_token')}=${encodeURIComponent(`${token}.${signature}`)}`,
  });
}

describe('a code', () => {
  it('is stored for ten minutes, encrypted', async () => {
    const sentCode = await code();
    const [stored] = await db().verification.findMany();
    expect(stored?.expiresAt.getTime()).toBeLessThanOrEqual(later(new Date(), 10 * MINUTE_MS).getTime());
    for (const encoding of ['hex', 'base64url'] as const) {
      expect(stored?.value).not.toContain(createHash('sha256').update(sentCode).digest(encoding));
    }
    expect(stored?.value).not.toContain(sentCode);
    await db().verification.updateMany({ data: { expiresAt: later(new Date(), -1) } });
    expect(await enter(sentCode)).toBe(false);
  });

  it('is made for every address, so that the response time does not reveal who may sign in, and is sent to members only', async () => {
    const requestedFor = async (address: string) => {
      await db().verification.deleteMany();
      await sendCode(address, 'code', 'en');
      // A wrong attempt is recorded, too.
      expect(await enter('wrong', new Headers(), ['code'], address)).toBe(false);
      const { value, identifier, ...otherColumns } = await db().verification.findFirstOrThrow();
      expect(`${identifier} ${value}`).not.toContain(address.split('@')[0]);
      return { columns: Object.keys(otherColumns), length: value.length, attempts: value.split(':')[1] };
    };
    expect(await requestedFor('stranger@example.org')).toEqual(await requestedFor(member));
    expect(mailbox.emails.map(recipient)).toEqual([member]);
  });

  it('works once, and not at all after five wrong attempts', async () => {
    const first = await code();
    expect(await enter(first)).toBe(true);
    expect(await enter(first)).toBe(false);

    const second = await code();
    for (let attempt = 0; attempt < 5; attempt++) await enter(wrong(second));
    expect(await enter(second)).toBe(false);
  });

  it.each([
    ['the first', 0],
    ['the second', 1],
  ])('stays valid beside another one that the same browser asked for: %s is entered', async (_, entered) => {
    const sent = [await code('first'), await code('second')];
    const codeIds = ['second', 'first'];
    expect(await enter(sent[entered] ?? '', new Headers(), codeIds)).toBe(true);
    expect(await enter(sent[entered] ?? '', new Headers(), codeIds)).toBe(false);
    expect(await enter(sent[1 - entered] ?? '', new Headers(), codeIds)).toBe(true);
  });

  it('is not affected by strangers who ask for codes and guess, and works in no other browser', async () => {
    const own = await code('own');
    for (let ask = 0; ask < 3; ask++) await code(`stranger-${ask}`);
    const strangers = ['stranger-0', 'stranger-1', 'stranger-2'];
    for (let guess = 0; guess < 10; guess++) await enter(wrong(own), new Headers(), strangers);
    expect(await enter(own, new Headers(), strangers)).toBe(false);
    expect(await enter(own, new Headers(), [])).toBe(false);
    expect(await enter(own, new Headers(), ['own'])).toBe(true);
  });

  it('counts a wrong attempt on each code of the browser, so that more codes allow no more guesses', async () => {
    const sent = [await code('first'), await code('second')];
    const other = ['000000', '000001', '000002'].find((candidate) => !sent.includes(candidate)) ?? '';
    for (let attempt = 0; attempt < 5; attempt++) await enter(other, new Headers(), ['second', 'first']);
    for (const [index, codeId] of ['first', 'second'].entries()) {
      expect(await enter(sent[index] ?? '', new Headers(), [codeId])).toBe(false);
    }
  });
});

describe('a session', () => {
  it('ends when its browser signs in again or signs out', async () => {
    await enter(await code());
    const first = await newest();
    expect(await signedIn(first)).toMatchObject({ email: member });

    await enter(await code(), first);
    expect(await signedIn(first)).toBeNull();
    const second = await newest();
    expect(await signedIn(second)).toMatchObject({ email: member });

    await signOut(second);
    expect(await signedIn(second)).toBeNull();
    expect(await db().session.count()).toBe(0);
  });

  it('ends after seven days, even if it is used all the time', async () => {
    await enter(await code());
    const headers = await newest();
    await db().session.updateMany({ data: { createdAt: later(new Date(), -7 * DAY_MS + MINUTE_MS) } });
    expect(await signedIn(headers)).not.toBeNull();
    await db().session.updateMany({ data: { createdAt: later(new Date(), -7 * DAY_MS - MINUTE_MS) } });
    expect(await signedIn(headers)).toBeNull();
  });
});
