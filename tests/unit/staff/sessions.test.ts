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

async function code(): Promise<string> {
  await sendCode(member, 'en');
  return mailbox.emails.at(-1)?.text?.match(/\d{6}/)?.[0] ?? '';
}

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
    expect(await signInWithCode(member, sentCode, new Headers())).toBe(false);
  });

  it('is made for every address, so that the response time does not reveal who may sign in, and is sent to members only', async () => {
    const requestedFor = async (address: string) => {
      await db().verification.deleteMany();
      await sendCode(address, 'en');
      // A wrong attempt is recorded, too.
      expect(await signInWithCode(address, 'wrong', new Headers())).toBe(false);
      const { value, identifier, ...otherColumns } = await db().verification.findFirstOrThrow();
      expect(`${identifier} ${value}`).not.toContain(address.split('@')[0]);
      return { columns: Object.keys(otherColumns), length: value.length, attempts: value.split(':')[1] };
    };
    expect(await requestedFor('stranger@example.org')).toEqual(await requestedFor(member));
    expect(mailbox.emails.map(recipient)).toEqual([member]);
  });

  it('works once, and not at all after five wrong attempts', async () => {
    const first = await code();
    expect(await signInWithCode(member, first, new Headers())).toBe(true);
    expect(await signInWithCode(member, first, new Headers())).toBe(false);

    const second = await code();
    for (let wrongCode = 0; wrongCode < 5; wrongCode++) {
      await signInWithCode(member, second === '000000' ? '000001' : '000000', new Headers());
    }
    expect(await signInWithCode(member, second, new Headers())).toBe(false);
  });

  it('is replaced by a newer one', async () => {
    const first = await code();
    const second = await code();
    if (first !== second) expect(await signInWithCode(member, first, new Headers())).toBe(false);
    expect(await signInWithCode(member, second, new Headers())).toBe(true);
  });
});

describe('a session', () => {
  it('ends when its browser signs in again or signs out', async () => {
    await signInWithCode(member, await code(), new Headers());
    const first = await newest();
    expect(await signedIn(first)).toMatchObject({ email: member });

    await signInWithCode(member, await code(), first);
    expect(await signedIn(first)).toBeNull();
    const second = await newest();
    expect(await signedIn(second)).toMatchObject({ email: member });

    await signOut(second);
    expect(await signedIn(second)).toBeNull();
    expect(await db().session.count()).toBe(0);
  });

  it('ends after seven days, even if it is used all the time', async () => {
    await signInWithCode(member, await code(), new Headers());
    const headers = await newest();
    await db().session.updateMany({ data: { createdAt: later(new Date(), -7 * DAY_MS + MINUTE_MS) } });
    expect(await signedIn(headers)).not.toBeNull();
    await db().session.updateMany({ data: { createdAt: later(new Date(), -7 * DAY_MS - MINUTE_MS) } });
    expect(await signedIn(headers)).toBeNull();
  });
});
