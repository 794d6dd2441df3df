import { isIPv6 } from 'node:net';
import { RateLimiterPrisma, RateLimiterRes } from 'rate-limiter-flexible';
import { db } from './db';
import { mailboxKey } from './mailbox';
import { fingerprint } from './seal';

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;

/** How often something may be done, by whom it is counted, and in how many seconds. */
const limits = {
  confirmByClient: { points: 30, duration: 10 * MINUTE_S },
  /**
   * All emails that a stranger can cause to one mailbox: forms to confirm and requests for a lost link. Codes to sign in are
   * counted apart, so that nobody shuts a member out by filling in forms.
   */
  emailByMailbox: { points: 10, duration: HOUR_S },
  changeByRegistration: { points: 20, duration: HOUR_S },
  linkByClient: { points: 20, duration: HOUR_S },
  linkByMailbox: { points: 5, duration: HOUR_S },
  codeByClient: { points: 20, duration: HOUR_S },
  codeByAddress: { points: 5, duration: HOUR_S },
  fileByMember: { points: 120, duration: HOUR_S },
  importByMember: { points: 60, duration: HOUR_S },
  testLetterByMember: { points: 20, duration: HOUR_S },
  attemptByClient: { points: 60, duration: HOUR_S },
} as const;
export type Limit = keyof typeof limits;

// The library looks its table up at each call; asking for the client then keeps this module free of an open database.
const storeClient = {
  get RateLimiterFlexible() {
    return db().rateLimiterFlexible;
  },
};

const limiters = new Map<Limit, RateLimiterPrisma>();
function limiterOf(limit: Limit): RateLimiterPrisma {
  let limiter = limiters.get(limit);
  if (!limiter) {
    limiter = new RateLimiterPrisma({ storeClient, keyPrefix: limit, ...limits[limit] });
    limiters.set(limit, limiter);
  }
  return limiter;
}

/**
 * Counts one more try, in the database, so that every process counts the same.
 * @param who a client's address or an e-mail address; only its keyed hash is stored
 */
export async function consume(
  limit: Limit,
  who: string,
): Promise<{ ok: true } | { ok: false; retryAfterMs: number }> {
  try {
    await limiterOf(limit).consume(fingerprint(countedAs(who), 'limit'));
    return { ok: true };
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return { ok: false, retryAfterMs: refusal.msBeforeNext };
  }
}

/**
 * What a client or an e-mail address is counted as. Whoever has an IPv6 address has the 2^64 of its network too (RFC 4291,
 * section 2.5.4), so they count as one; and all spellings of an address count as their mailbox.
 */
function countedAs(who: string): string {
  const address = who.replace(/%.*$/, '');
  if (!isIPv6(address)) return who.includes('@') ? mailboxKey(who) : who.toLowerCase();
  // The one notation of RFC 5952, so that other spellings count the same.
  const [front = '', back] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const before = front === '' ? [] : front.split(':');
  const after = back ? back.split(':') : [];
  const groups = [...before, ...Array(8 - before.length - after.length).fill('0'), ...after];
  // An IPv4 address as a socket of both kinds shows it.
  const isFromIpv4 = groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff';
  return isFromIpv4 ? groups.slice(6).join(':') : groups.slice(0, 4).join(':');
}

/** Several limits, in their order; the first that is used up is the answer. */
export async function consumeAll(tries: [Limit, string][]): ReturnType<typeof consume> {
  for (const [limit, who] of tries) {
    const answer = await consume(limit, who);
    if (!answer.ok) return answer;
  }
  return { ok: true };
}
