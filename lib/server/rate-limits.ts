import { isIPv6 } from 'node:net';
import { RateLimiterPrisma, RateLimiterRes } from 'rate-limiter-flexible';
import { hmac } from '@/lib/crypto/token-encryption';
import { db } from '@/lib/db/client';
import { mailboxKey } from '@/lib/text/mailbox-key';

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;

/** `points`: how many attempts are allowed in `duration` seconds. The name says by whom they are counted. */
const limits = {
  /** A whole delegation may sit behind one address, and everybody in it confirms on the last evening. */
  confirmByClient: { points: 60, duration: 10 * MINUTE_S },
  /**
   * Forms with the same name for the same mailbox. Other names at that mailbox are colleagues: `turnOf` of the outbox spreads their
   * emails, and refuses a form only when too many of them wait.
   */
  confirmByPerson: { points: 10, duration: HOUR_S },
  changeByRegistration: { points: 20, duration: HOUR_S },
  linkByClient: { points: 20, duration: HOUR_S },
  linkByMailbox: { points: 5, duration: HOUR_S },
  /** The pause between two emails with lost links. It also counts unknown addresses, so that it does not tell which are registered. */
  linkPause: { points: 1, duration: 10 * MINUTE_S },
  codeByClient: { points: 20, duration: HOUR_S },
  /**
   * Each client's first code for a mailbox counts in `codeByMailbox`, its further ones in `codeAgainByMailbox`. So one stranger who asks
   * over and over does not use up the codes of a member who asks once.
   */
  firstCode: { points: 1, duration: HOUR_S },
  codeByMailbox: { points: 5, duration: HOUR_S },
  codeAgainByMailbox: { points: 4, duration: HOUR_S },
  /** For a browser in which this member has signed in: strangers share no limit with it. */
  codeByKnownBrowser: { points: 5, duration: HOUR_S },
  fileByMember: { points: 120, duration: HOUR_S },
  importByMember: { points: 60, duration: HOUR_S },
  testLetterByMember: { points: 20, duration: HOUR_S },
  attemptByClient: { points: 60, duration: HOUR_S },
} as const;
export type Limit = keyof typeof limits;

/**
 * Limits that the owner of a mailbox shares with strangers. The time that is left would tell when somebody else used the limit. So a
 * refusal always names the whole duration.
 */
const SHARED_WITH_STRANGERS: readonly Limit[] = [
  'confirmByPerson',
  'linkByMailbox',
  'linkPause',
  'codeByMailbox',
  'codeAgainByMailbox',
];

/**
 * Providers assign a /56 block of IPv6 addresses to a household and a /48 to an organization (RFC 6177), and its holder can use every
 * network in it. So a block has a limit, too: this many times the limit of one client.
 */
const BLOCK_FACTORS = { 56: 4, 48: 20 } as const;
type PrefixLength = keyof typeof BLOCK_FACTORS;

// The library reads this property on each call. The getter opens the database only then, not when this module is imported.
const storeClient = {
  get RateLimiterFlexible() {
    return db().rateLimiterFlexible;
  },
};

const limiters = new Map<string, RateLimiterPrisma>();
function limiterOf(limit: Limit, prefixLength?: PrefixLength): RateLimiterPrisma {
  const keyPrefix = prefixLength ? `${limit}/${prefixLength}` : limit;
  let limiter = limiters.get(keyPrefix);
  if (!limiter) {
    const { points, duration } = limits[limit];
    limiter = new RateLimiterPrisma({
      storeClient,
      keyPrefix,
      points: points * (prefixLength ? BLOCK_FACTORS[prefixLength] : 1),
      duration,
    });
    limiters.set(keyPrefix, limiter);
  }
  return limiter;
}

/**
 * Counts one attempt. The count is in the database, so all processes share it.
 * @param counted whose attempts are counted: a client's IP address, an email address, a name, an id, or several of them together; only
 *   their keyed hash is stored
 * @returns whether the attempt is allowed; if not, the milliseconds until the next one may be
 */
export async function consume(
  limit: Limit,
  ...counted: string[]
): Promise<{ ok: true } | { ok: false; retryAfterMs: number }> {
  try {
    await limiterOf(limit).consume(hmac(counted.map(limitKeyOf).join(' '), 'limit'));
    for (const [prefixLength, block] of limit.endsWith('ByClient') ? counted.flatMap(blocksAround) : [])
      await limiterOf(limit, prefixLength).consume(hmac(block, 'limit'));
    return { ok: true };
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const isShared = SHARED_WITH_STRANGERS.includes(limit);
    return { ok: false, retryAfterMs: isShared ? limits[limit].duration * 1_000 : refusal.msBeforeNext };
  }
}

/**
 * The key under which an address is counted. All spellings of an email address count as one mailbox. The holder of an IPv6 address can
 * use all 2^64 addresses of its network (RFC 4291, section 2.5.4), so these count as one client.
 */
function limitKeyOf(address: string): string {
  const groups = groupsOf(address);
  if (!groups) return address.includes('@') ? mailboxKey(address) : address.toLowerCase();
  return isFromIpv4(groups) ? groups.slice(6).join(':') : groups.slice(0, 4).join(':');
}

/** The blocks that contain an IPv6 address, by their prefix length; empty for any other address. */
function blocksAround(address: string): [PrefixLength, string][] {
  const groups = groupsOf(address);
  if (!groups || isFromIpv4(groups)) return [];
  const [first, second, third, fourth = ''] = groups;
  const site = [first, second, third].join(':');
  return [
    [56, `${site}:${fourth.padStart(4, '0').slice(0, 2)}`],
    [48, site],
  ];
}

/** The eight groups of an IPv6 address in the notation of RFC 5952, so that all spellings count as one; `null` for any other text. */
function groupsOf(address: string): string[] | null {
  const withoutZone = address.replace(/%.*$/, '');
  if (!isIPv6(withoutZone)) return null;
  const [front = '', back] = new URL(`http://[${withoutZone}]`).hostname.slice(1, -1).split('::');
  const before = front === '' ? [] : front.split(':');
  const after = back ? back.split(':') : [];
  return [...before, ...Array(8 - before.length - after.length).fill('0'), ...after];
}

/** Whether this is an IPv4 address as a dual-stack socket reports it: `::ffff:192.0.2.1`. */
const isFromIpv4 = (groups: string[]): boolean => groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff';

/** Counts one attempt against several limits, in order. It stops at the first limit that is used up, and returns that refusal. */
export async function consumeAll(attempts: [Limit, ...string[]][]): ReturnType<typeof consume> {
  for (const [limit, ...counted] of attempts) {
    const result = await consume(limit, ...counted);
    if (!result.ok) return result;
  }
  return { ok: true };
}
