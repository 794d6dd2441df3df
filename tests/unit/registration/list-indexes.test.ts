import { expect, it } from 'vitest';
import { db } from '@/lib/db/client';
import { facts } from '@/lib/meeting/content/facts';
import { freshEmbeddedDatabase } from '../../support/database';

// PostgreSQL decides by the number of rows whether to use an index.
freshEmbeddedDatabase();

it.each([
  [
    'all and erased registrations',
    'count(*), count("erasedAt") FROM "Registration" WHERE "meetingId" = ?',
    'meetingId_country',
  ],
  [
    'what the figures tell apart',
    'count(*) FROM "Registration" WHERE "meetingId" = ? GROUP BY "country", "status", "review", "presentation"',
    'meetingId_country',
  ],
  [
    'the latest registrations',
    '"id" FROM "Registration" WHERE "meetingId" = ? ORDER BY "confirmedAt" DESC, "id" DESC',
    'meetingId_confirmedAt',
  ],
])('the list finds %s in an index, without a row being read', async (_, query, index) => {
  const plan = await db().$queryRawUnsafe<{ detail: string }[]>(
    `EXPLAIN QUERY PLAN SELECT ${query}`,
    facts.id,
  );
  expect(plan.map(({ detail }) => detail)).toEqual([
    expect.stringContaining(`USING COVERING INDEX Registration_${index}`),
  ]);
});
