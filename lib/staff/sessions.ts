import { AsyncLocalStorage } from 'node:async_hooks';
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
import { isHttps } from '@/lib/server/urls';
import { machineClock } from '@/lib/time/clock';
import { later, SECOND_MS } from '@/lib/time/instant';
import { type Member, memberByEmail, memberById } from './members';
import { SESSION_VALID_S, sessionCookie } from './session-cookie';

/** How many digits a code has. */
export const CODE_LENGTH = 6;
const CODE_VALID_S = 10 * 60;
/** A session is prolonged by a request at most once in this time (s). */
const UPDATE_EVERY_S = 5 * 60;
/** The longest life of a session (s), however active it is; then the member needs a new code. */
const SESSION_MAX_S = 7 * 24 * 60 * 60;

/**
 * The id of the code that better-auth stores or compares at present. better-auth keeps one code for an address, and a new one replaces
 * it. With the id in the stored identifier each code is a row of its own, with attempts of its own.
 */
const currentCode = new AsyncLocalStorage<string>();

const makeAuth = (client: Db, setsCookies: boolean) =>
  betterAuth({
    secret: config().authSecret,
    baseURL: config().appUrl,
    database: prismaAdapter(client, { provider: provider(), transaction: true }),
    telemetry: { enabled: false },
    // better-auth limits only its own HTTP routes, and none is mounted. The actions have rate limits in the database.
    rateLimit: { enabled: false },
    logger: { disabled: true },
    // A code is created for every typed address. Only a hash is stored, because most of these addresses are not members'.
    verification: {
      storeIdentifier: {
        hash: async (identifier) => hmac(`${currentCode.getStore()} ${identifier}`, 'code'),
      },
    },
    session: { expiresIn: SESSION_VALID_S, updateAge: UPDATE_EVERY_S },
    advanced: {
      // With better-auth's own prefix, `__Secure-`, another host of the same domain could set the cookie.
      useSecureCookies: false,
      cookies: {
        session_token: { name: sessionCookie(), attributes: { secure: isHttps() } },
      },
      ipAddress: { disableIpTracking: true },
    },
    plugins: [
      emailOTP({
        disableSignUp: true,
        // A keyed hash: there are only a million codes, and with a plain hash all of them could be tried in no time.
        storeOTP: { hash: async (code) => hmac(code, 'code') },
        otpLength: CODE_LENGTH,
        expiresIn: CODE_VALID_S,
        allowedAttempts: 5,
        // Never called, because `sendCode` creates and sends the codes itself.
        sendVerificationOTP: async () => {},
      }),
      ...(setsCookies ? [nextCookies()] : []), // its documentation asks for the last place
    ],
  });

type Purpose = 'signIn' | 'readSession';

// Cached for each database client, because each test opens a new one.
const cached = new WeakMap<Db, Record<Purpose, ReturnType<typeof makeAuth>>>();

/**
 * @param purpose `signIn` sets and clears the response's cookies; `readSession` sets none. If reading cleared the cookie of an ended
 *   session, Next.js would render the page again, and the values typed into its form would be lost.
 */
function auth(purpose: Purpose) {
  const client = db();
  const instances = cached.get(client) ?? {
    signIn: makeAuth(client, true),
    readSession: makeAuth(client, false),
  };
  cached.set(client, instances);
  return instances[purpose];
}

/**
 * Sends a sign-in code to a member's address. For any other address everything but the sending is done too, with a code that is useless:
 * neither the time of this response nor that of another request tells who is a member.
 * @param codeId a random id that only the browser gets that asked for the code. Without it the code is worth nothing.
 */
export async function sendCode(email: string, codeId: string, locale: Locale): Promise<void> {
  const member = await memberByEmail(email);
  const address = member?.email ?? email.toLowerCase();
  const code = await currentCode.run(codeId, () =>
    auth('signIn').api.createVerificationOTP({ body: { email: address, type: 'sign-in' } }),
  );
  const message = signInCode(address, code, locale);
  if (!member) {
    await compose(message, randomUUID());
    return;
  }
  const sent = await send(message, randomUUID());
  log.info({ event: 'sign-in-code', sent: sent.ok });
}

/** The codes that a browser asked for and that may still be valid, newest first. */
export type AskedCodes = { address: string; codeIds: readonly string[] };

/**
 * Signs in with one of the codes that this browser asked for, and sets the session's cookie. A session that this browser had before
 * ends. A wrong code counts as an attempt on each of them.
 * @returns `false` for a wrong, used or expired code, and for one that another browser asked for
 */
export async function signInWithCode(
  { address, codeIds }: AskedCodes,
  code: string,
  headers: Headers,
): Promise<boolean> {
  const previous = await auth('readSession').api.getSession({ headers });
  for (const codeId of codeIds) {
    const userId = await tryCode(address, codeId, code, headers);
    if (userId === null) continue;
    if (previous) await db().session.deleteMany({ where: { id: previous.session.id } });
    log.info({ event: 'sign-in', ok: true, member: userId });
    return true;
  }
  log.warn({ event: 'sign-in', ok: false });
  return false;
}

/** @returns the user's id, or `null` where this is not the code */
async function tryCode(
  address: string,
  codeId: string,
  code: string,
  headers: Headers,
): Promise<string | null> {
  // The address of a non-member has a code too, which never signs in: the request takes as long and gets the same response.
  try {
    const body = { email: address.toLowerCase(), otp: code };
    const { user } = await currentCode.run(codeId, () =>
      auth('signIn').api.signInEmailOTP({ body, headers }),
    );
    return user.id;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return null;
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'statusCode' in error && Number(error.statusCode) < 500;

/** Ends the session and clears its cookie. */
export async function signOut(headers: Headers): Promise<void> {
  // The cookie is cleared even if the database fails to tell whose session it is.
  const member = await signedIn(headers).catch(() => null);
  await auth('signIn').api.signOut({ headers });
  if (member) log.info({ event: 'sign-out', member: member.id });
}

/** A signed-in member, with the id of the session. */
export type SignedIn = Member & { sessionId: string };

/**
 * The signed-in member of a request. Each staff page, action and route asks for it, so that somebody who is no member any more is out
 * at once.
 * @returns `null` without a valid session
 */
export async function signedIn(headers: Headers): Promise<SignedIn | null> {
  const session = await auth('readSession').api.getSession({ headers });
  const isTooOld = session && later(session.session.createdAt, SESSION_MAX_S * SECOND_MS) < machineClock();
  const member = session && !isTooOld && (await memberById(session.user.id));
  return member ? { ...member, sessionId: session.session.id } : null;
}
