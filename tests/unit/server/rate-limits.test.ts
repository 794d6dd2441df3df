import { describe, expect, it } from 'vitest';
import { db } from '@/lib/db/client';
import { consume, consumeAll } from '@/lib/server/rate-limits';
import { nameKey } from '@/lib/text/name-keys';
import { nameOf } from '../../support/builders';
import { freshDatabase } from '../../support/database';

freshDatabase();

describe('a rate limit', () => {
  it('allows the given number, and then says when to try again', async () => {
    const results = await Promise.all(
      Array.from({ length: 12 }, () => consume('confirmByPerson', 'salma@example.org')),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(10);
    const refused = results.find(({ ok }) => !ok);
    expect(refused && !refused.ok && refused.retryAfterMs).toBe(3_600_000);
  });

  it('for a mailbox does not reveal when somebody started to use it, but one for a client does', async () => {
    for (const [limit, value, points] of [
      ['confirmByPerson', 'salma@example.org', 10],
      ['linkPause', 'salma@example.org', 1],
      ['linkByClient', '192.0.2.7', 20],
    ] as const)
      for (let n = 0; n <= points; n++) await consume(limit, value);
    const soon = new Date(Date.now() + 60_000);
    await db().rateLimiterFlexible.updateMany({ data: { expire: soon } });
    expect(await consume('confirmByPerson', 'salma+x@example.org')).toEqual({
      ok: false,
      retryAfterMs: 3_600_000,
    });
    expect(await consume('linkPause', 'salma@example.org')).toEqual({ ok: false, retryAfterMs: 600_000 });
    const ofClient = await consume('linkByClient', '192.0.2.7');
    expect(!ofClient.ok && ofClient.retryAfterMs).toBeLessThanOrEqual(60_000);
  });

  it('counts one address in any spelling of its case, and other addresses separately', async () => {
    for (let i = 0; i < 5; i++) await consume('codeByMailbox', 'Salma@example.org');
    expect((await consume('codeByMailbox', 'salma@EXAMPLE.org')).ok).toBe(false);
    expect((await consume('codeByMailbox', 'nour@example.org')).ok).toBe(true);
  });

  it('counts what is counted together as one, in any spelling of its parts', async () => {
    const attempt = (client: string, address: string) => consume('firstCode', client, address);
    expect((await attempt('2001:db8:7:7::1', 'salma+x@example.org')).ok).toBe(true);
    expect((await attempt('2001:db8:7:7::9', 'SALMA@example.org')).ok).toBe(false);
    expect((await attempt('2001:db8:7:8::1', 'salma@example.org')).ok).toBe(true);
    expect((await attempt('2001:db8:7:7::1', 'nour@example.org')).ok).toBe(true);
  });

  it('stops the same name for the same mailbox, and no colleague', async () => {
    const attempt = (name: string) => consume('confirmByPerson', nameKey(name), 'mission@example.org');
    for (let n = 0; n < 10; n++)
      expect((await attempt(n % 2 ? 'سلمى المثال' : 'سَلمى  المثال')).ok).toBe(true);
    expect((await attempt('سلمى المثال')).ok).toBe(false);
    for (let n = 0; n < 40; n++) expect((await attempt(nameOf(n))).ok).toBe(true);
  });

  it.each([
    ['an address with a plus', 'codeByMailbox', 5, (n: number) => `salma+${n}@example.org`],
    [
      'a mailbox of Gmail',
      'linkByMailbox',
      5,
      (n: number) => `${'salma'.slice(0, n)}.${'salma'.slice(n)}+${n}@${n % 2 ? 'gmail' : 'GoogleMail'}.com`,
    ],
    ['a network of IPv6', 'linkByClient', 20, (n: number) => `2001:db8:7:7:${n.toString(16)}::1`],
    [
      'a network in another spelling',
      'linkByClient',
      20,
      (n: number) => `2001:0DB8:7:7::${n % 2 ? '' : '0:'}${n}`,
    ],
  ] as const)('counts %s as one', async (_, limit, points, spelling) => {
    for (let n = 0; n < points; n++) expect((await consume(limit, spelling(n))).ok).toBe(true);
    expect((await consume(limit, spelling(points))).ok).toBe(false);
  });

  it.each([
    ['2001:db8:7:7::1', '2001:db8:7:8::1'],
    ['192.0.2.1', '192.0.2.2'],
    ['::ffff:192.0.2.1', '::ffff:198.51.100.1'],
    ['::1', '::ffff:127.0.0.1'],
  ])('counts %s and %s separately', async (address, otherAddress) => {
    for (let n = 0; n < 21; n++) await consume('linkByClient', address);
    expect((await consume('linkByClient', address)).ok).toBe(false);
    expect((await consume('linkByClient', otherAddress)).ok).toBe(true);
  });

  it.each([
    ['/56', 4, (n: number) => `2001:db8:7:70${n}::1`, '2001:db8:7:7100::1'],
    ['/48', 20, (n: number) => `2001:db8:7:${n}00::1`, '2001:db8:8::1'],
  ])('has a coarser budget for a whole block of IPv6, a %s', async (block, share, inBlock, otherBlock) => {
    expect((await consume('linkByClient', inBlock(1))).ok).toBe(true);
    // Twenty times the share are allowed, without a request for each.
    const ofBlock = { key: { startsWith: `linkByClient${block}:` } };
    const { count } = await db().rateLimiterFlexible.updateMany({
      where: ofBlock,
      data: { points: 20 * share - 1 },
    });
    expect(count).toBe(1);
    expect((await consume('linkByClient', inBlock(2))).ok).toBe(true);
    expect((await consume('linkByClient', inBlock(3))).ok).toBe(false);
    expect((await consume('linkByClient', otherBlock)).ok).toBe(true);
  });

  it('does not count refused requests for the block of addresses', async () => {
    for (let n = 0; n < 25; n++) await consume('linkByClient', '2001:db8:7:7::1');
    const rows = await db().rateLimiterFlexible.findMany();
    expect(rows.map(({ points }) => points).sort()).toEqual([20, 20, 25]);
  });

  it('is stored in the database, without the counted values', async () => {
    await consumeAll([
      ['confirmByClient', '192.0.2.7'],
      ['confirmByPerson', 'salma@example.org'],
    ]);
    const rows = await db().rateLimiterFlexible.findMany();
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toMatch(/192\.0\.2\.7|salma/);
  });

  it('starts again when its time is over', async () => {
    for (let i = 0; i < 11; i++) await consume('confirmByPerson', 'salma@example.org');
    await db().rateLimiterFlexible.updateMany({ data: { expire: new Date(Date.now() - 1) } });
    expect((await consume('confirmByPerson', 'salma@example.org')).ok).toBe(true);
  });
});
