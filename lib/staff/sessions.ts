import { randomUUID } from 'node:crypto';
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { nextCookies } from 'better-auth/next-js';
import { emailOTP } from 'better-auth/plugins/email-otp';
import { config } from '@/lib/config';
import { hmac } from '@/lib/crypto/token-encryption';
import { type Db, db, provider } from '@/lib/db/client';
import { signInCode } from '@/lib/email/emails/sign-in-code';
import { compose, send } from '@/lib/email/transport';
import type { Locale } from '@/lib/i18n/locale';
import { log } from '@/lib/server/log';
import { SESSION_VALID_S, sessionCookie } from '@/lib/server/page-headers';
import { isHttps } from '@/lib/server/urls';
import { machineClock } from '@/lib/time/clock';
import { later, SECOND_MS } from '@/lib/time/instant';
import { type Member, memberByEmail, memberById } from './members';

const CODE_VALID_S = 10 * 60;
/** A request prolongs it no more often than this. */
const UPDATE_EVERY_S = 5 * 60;
/** However busy somebody is: then a code is asked for again. */
const SESSION_AT_MOST_S = 7 * 24 * 60 * 60;

const makeAuth = (client: Db, setsCookies: boolean) =>
  betterAuth({
    secret: config().authSecret,
    baseURL: config().appUrl,
    database: prismaAdapter(client, { provider: provider(), transaction: true }),
    telemetry: { enabled: false },
    // Its own limits cover only its own HTTP routes, of which none is mounted; the actions count in the database.
    rateLimit: { enabled: false },
    logger: { disabled: true },
    // Codes are made for any address that is typed, and an address is not kept because of that.
    verification: { storeIdentifier: { hash: async (identifier) => hmac(identifier, 'code') } },
    session: { expiresIn: SESSION_VALID_S, updateAge: UPDATE_EVERY_S },
    advanced: {
      // Its own prefix, `__Secure-`, would let a neighbouring host set the cookie.
      useSecureCookies: false,
      cookies: {
        session_token: { name: sessionCookie(), attributes: { secure: isHttps() } },
      },
      ipAddress: { disableIpTracking: true },
    },
    plugins: [
      emailOTP({
        disableSignUp: true,
        // Under a key: the million codes that there are would be tried in no time against a plain hash.
        storeOTP: { hash: async (code) => hmac(code, 'code') },
        expiresIn: CODE_VALID_S,
        allowedAttempts: 5,
        // Never called: `sendCode` makes codes and sends them itself.
        sendVerificationOTP: async () => {},
      }),
      ...(setsCookies ? [nextCookies()] : []), // last, as its documentation asks
    ],
  });

// A pair for each database client: a test opens a new one.
const made = new WeakMap<Db, Record<'signing' | 'asking', ReturnType<typeof makeAuth>>>();

/**
 * `signing` sets the cookies of the answer. `asking` only tells who is signed in: were it to clear the cookie of a session that
 * has ended, Next.js would draw the page anew, and what was typed into its form would be lost.
 */
function auth(purpose: 'signing' | 'asking') {
  const client = db();
  const existing = made.get(client) ?? { signing: makeAuth(client, true), asking: makeAuth(client, false) };
  made.set(client, existing);
  return existing[purpose];
}

/**
 * Sends a code to an address that may sign in. For any other address the same is read, written and computed, a code under which
 * nobody can sign in among it, but for the sending: neither the time of the answer nor that of another request tells which it was.
 */
export async function sendCode(email: string, locale: Locale): Promise<void> {
  const member = await memberByEmail(email);
  const address = member?.email ?? email.toLowerCase();
  const code = await auth('signing').api.createVerificationOTP({ body: { email: address, type: 'sign-in' } });
  const letter = signInCode(address, code, locale);
  if (!member) {
    await compose(letter, randomUUID());
    return;
  }
  const sent = await send(letter, randomUUID());
  log.info({ event: 'sign-in-code', sent: sent.ok });
}

/**
 * Signs in with a code and sets the session's cookie; the session that this browser had before ends.
 * @returns false for a wrong, used or outdated code
 */
export async function signInWithCode(email: string, code: string, headers: Headers): Promise<boolean> {
  // An address that may not enter has a code, too, which is no key: it takes the same way to the same answer.
  try {
    const earlier = await auth('asking').api.getSession({ headers });
    const body = { email: email.toLowerCase(), otp: code };
    const { user } = await auth('signing').api.signInEmailOTP({ body, headers });
    if (earlier) await db().session.deleteMany({ where: { id: earlier.session.id } });
    log.info({ event: 'sign-in', ok: true, member: user.id });
    return true;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    log.warn({ event: 'sign-in', ok: false });
    return false;
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'statusCode' in error && Number(error.statusCode) < 500;

/** Ends the session and clears its cookie. */
export async function signOut(headers: Headers): Promise<void> {
  // The cookie is to go, also when the database cannot tell whose it is.
  const member = await signedIn(headers).catch(() => null);
  await auth('signing').api.signOut({ headers });
  if (member) log.info({ event: 'sign-out', member: member.id });
}

/** A member who is signed in, with the session by which they are. */
export type SignedIn = Member & { sessionId: string };

/**
 * Who is signed in, asked anew by each page, action and route of the secretariat. Someone who may not enter any more is out
 * at once, whatever session they have.
 */
export async function signedIn(headers: Headers): Promise<SignedIn | null> {
  const session = await auth('asking').api.getSession({ headers });
  const isTooOld =
    session && later(session.session.createdAt, SESSION_AT_MOST_S * SECOND_MS) < machineClock();
  const member = session && !isTooOld && (await memberById(session.user.id));
  return member ? { ...member, sessionId: session.session.id } : null;
}
