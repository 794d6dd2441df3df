import { isIPv6 } from 'node:net';
import { RateLimiterPrisma, RateLimiterRes } from 'rate-limiter-flexible';
import { hmac } from '@/lib/crypto/token-encryption';
import { db } from '@/lib/db/client';
import { mailboxKey } from '@/lib/text/mailbox-key';

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
  /** Between two emails with lost links; counted for an address that nobody registered, too, so that its pause is the same. */
  linkPause: { points: 1, duration: 10 * MINUTE_S },
  codeByClient: { points: 20, duration: HOUR_S },
  codeByMailbox: { points: 5, duration: HOUR_S },
  fileByMember: { points: 120, duration: HOUR_S },
  importByMember: { points: 60, duration: HOUR_S },
  testLetterByMember: { points: 20, duration: HOUR_S },
  attemptByClient: { points: 60, duration: HOUR_S },
} as const;
export type Limit = keyof typeof limits;

/**
 * What its owner and strangers use up together: when its time began, and how much of it is left, tells what others did. So whoever
 * is refused is told to wait for the whole of it.
 */
const SHARED_WITH_STRANGERS: readonly Limit[] = [
  'emailByMailbox',
  'linkByMailbox',
  'linkPause',
  'codeByMailbox',
];

/**
 * How much more than one client the block of IPv6 addresses may do that a provider hands out around it: a /56 to a household, a
 * /48 to an organization (RFC 6177). Whoever has one has all of its networks.
 */
const BLOCKS = { 56: 4, 48: 20 } as const;
type Block = keyof typeof BLOCKS;

// The library looks its table up at each call; asking for the client then keeps this module free of an open database.
const storeClient = {
  get RateLimiterFlexible() {
    return db().rateLimiterFlexible;
  },
};

const limiters = new Map<string, RateLimiterPrisma>();
function limiterOf(limit: Limit, block?: Block): RateLimiterPrisma {
  const keyPrefix = block ? `${limit}/${block}` : limit;
  let limiter = limiters.get(keyPrefix);
  if (!limiter) {
    const { points, duration } = limits[limit];
    limiter = new RateLimiterPrisma({
      storeClient,
      keyPrefix,
      points: points * (block ? BLOCKS[block] : 1),
      duration,
    });
    limiters.set(keyPrefix, limiter);
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
    await limiterOf(limit).consume(hmac(countedAs(who), 'limit'));
    for (const [block, addresses] of limit.endsWith('ByClient') ? blocksAround(who) : [])
      await limiterOf(limit, block).consume(hmac(addresses, 'limit'));
    return { ok: true };
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const isShared = SHARED_WITH_STRANGERS.includes(limit);
    return { ok: false, retryAfterMs: isShared ? limits[limit].duration * 1_000 : refusal.msBeforeNext };
  }
}

/**
 * What a client or an e-mail address is counted as. Whoever has an IPv6 address has the 2^64 of its network too (RFC 4291,
 * section 2.5.4), so they count as one; and all spellings of an address count as their mailbox.
 */
function countedAs(who: string): string {
  const groups = groupsOf(who);
  if (!groups) return who.includes('@') ? mailboxKey(who) : who.toLowerCase();
  return isFromIpv4(groups) ? groups.slice(6).join(':') : groups.slice(0, 4).join(':');
}

/** The blocks around an IPv6 address; none around any other. */
function blocksAround(who: string): [Block, string][] {
  const groups = groupsOf(who);
  if (!groups || isFromIpv4(groups)) return [];
  const [first, second, third, fourth = ''] = groups;
  const site = [first, second, third].join(':');
  return [
    [56, `${site}:${fourth.padStart(4, '0').slice(0, 2)}`],
    [48, site],
  ];
}

/** The eight groups of an IPv6 address, in the one notation of RFC 5952, so that other spellings count the same. */
function groupsOf(who: string): string[] | null {
  const address = who.replace(/%.*$/, '');
  if (!isIPv6(address)) return null;
  const [front = '', back] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const before = front === '' ? [] : front.split(':');
  const after = back ? back.split(':') : [];
  return [...before, ...Array(8 - before.length - after.length).fill('0'), ...after];
}

/** An IPv4 address as a socket of both kinds shows it. */
const isFromIpv4 = (groups: string[]): boolean => groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff';

/** Several limits, in their order; the first that is used up is the answer. */
export async function consumeAll(tries: [Limit, string][]): ReturnType<typeof consume> {
  for (const [limit, who] of tries) {
    const answer = await consume(limit, who);
    if (!answer.ok) return answer;
  }
  return { ok: true };
}
