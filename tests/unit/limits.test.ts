import { describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { consume, consumeAll } from '@/lib/limits';
import { freshDatabase } from '../support/database';

freshDatabase();

describe('a limit', () => {
  it('lets through as many as it says, and then says when to come again', async () => {
    const tries = await Promise.all(
      Array.from({ length: 12 }, () => consume('confirmByAddress', 'salma@example.org')),
    );
    expect(tries.filter(({ ok }) => ok)).toHaveLength(10);
    const refused = tries.find(({ ok }) => !ok);
    expect(refused && !refused.ok && refused.retryAfterMs).toBeGreaterThan(3_500_000);
  });

  it('counts one address in any spelling of its case, and others on their own', async () => {
    for (let i = 0; i < 5; i++) await consume('codeByAddress', 'Salma@example.org');
    expect((await consume('codeByAddress', 'salma@EXAMPLE.org')).ok).toBe(false);
    expect((await consume('codeByAddress', 'nour@example.org')).ok).toBe(true);
  });

  it('is counted in the database, without keeping whom it counts', async () => {
    await consumeAll([
      ['confirmByClient', '192.0.2.7'],
      ['confirmByAddress', 'salma@example.org'],
    ]);
    const rows = await db().rateLimiterFlexible.findMany();
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toMatch(/192\.0\.2\.7|salma/);
  });

  it('begins anew when its time is over', async () => {
    for (let i = 0; i < 11; i++) await consume('confirmByAddress', 'salma@example.org');
    await db().rateLimiterFlexible.updateMany({ data: { expire: new Date(Date.now() - 1) } });
    expect((await consume('confirmByAddress', 'salma@example.org')).ok).toBe(true);
  });
});
