import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { migrate } from '@/lib/db/migrate';
import { migrationsOf, providerOf } from '@/lib/db/models';
import { runScript } from '@/tests/support/command';
import { untilElapsed } from '@/tests/support/timing';
import { figure } from './load';
import { providers, startTarget } from './target';

const KILLS = 8;
const ROWS = 10_000;
const AT = '2024-01-15T06:00:00.000+00:00';
const counted = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS})`;

/** Values that every version of the tables accepts. */
const fill = [
  `${counted} INSERT INTO "Registration" (id, "meetingId", reference, "fullName", "jobTitle", email, language, "nameKey", "emailKey", "searchKey", "confirmedAt", "createdAt", "updatedAt")
    SELECT 'r' || i, 'm', 'R' || i, 'سلمى المثال ' || i, 'مديرة', 'p' || i || '@example.org', 'ar', 'n' || i, 'p' || i || '@example.org', 'k', '${AT}', '${AT}', '${AT}' FROM n`,
  `INSERT INTO "AuditEvent" ("registrationId", type, actor, details, at) SELECT id, 'registration.confirmed', 'participant', '{}', '${AT}' FROM "Registration"`,
];

describe.each(providers)('on %s', (provider) => {
  test(`a migration that is killed ${KILLS} times leaves the database unchanged, and the next start completes it`, async () => {
    let url = '';
    let inTheMiddle = 0;
    const target = await startTarget(provider, {
      before: async ({ sql, databaseFile, postgres }) => {
        url = postgres ? postgres.url('meeting') : `file:${databaseFile}`;
        // Starts from the first versions, so that the embedded database also lacks the migration that copies whole tables.
        const all = migrationsOf(providerOf(url));
        const last = all.at(-1)?.name ?? '';
        await migrate(url, all.slice(0, provider === 'SQLite' ? 2 : 1));
        for (const statement of fill) await sql(statement);
        const state = async () => {
          const columns = await sql<{ name: string }>(
            postgres
              ? `SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'Registration'`
              : "SELECT name FROM pragma_table_info('Registration')",
          );
          const has = (name: string) => columns.some((column) => column.name === name);
          const applied = (
            await sql<{ n: string }>('SELECT migration_name AS n FROM _prisma_migrations')
          ).map(({ n }) => n);
          return { isLast: has('linkOpenedAt'), isLong: has('added'), applied };
        };
        const begin = () =>
          spawn(process.execPath, ['--import', 'tsx', 'tests/prove/migrating.ts', url], { stdio: 'inherit' });
        /** Whether the migration is writing to the tables: the write-ahead log grows, or a transaction is open. */
        const isAtWork = async () =>
          postgres
            ? (
                await sql(
                  `SELECT 1 FROM pg_stat_activity WHERE state <> 'idle' AND query LIKE '%Anew%' AND pid <> pg_backend_pid()`,
                )
              ).length > 0
            : ['-journal', '-wal'].some(
                (end) => (statSync(databaseFile + end, { throwIfNoEntry: false })?.size ?? 0) > 0,
              );

        for (let kill = 0; kill < KILLS; kill++) {
          const child = begin();
          const exited = once(child, 'exit');
          while (!(await isAtWork()) && child.exitCode === null) await sleep(2);
          await untilElapsed((kill / KILLS) * 250);
          const wasAtWork = child.exitCode === null && (await isAtWork());
          child.kill('SIGKILL');
          await exited;
          const { isLast, isLong, applied } = await state();
          expect(applied.includes('9999_long'), 'what is noted is done, and nothing else').toBe(isLong);
          expect(applied.includes(last)).toBe(isLast);
          expect(await sql('SELECT id FROM "Registration"')).toHaveLength(ROWS);
          expect(await sql('SELECT id FROM "AuditEvent"')).toHaveLength(ROWS);
          if (wasAtWork && !isLong) inTheMiddle += 1;
          if (isLong) break;
        }
        // The interrupted migration does not block the next one: that runs to its end and is recorded once.
        const [code] = await once(begin(), 'exit');
        expect(code, 'the migration that was killed').toBe(0);
        const after = await state();
        expect(after.isLong).toBe(true);
        expect(after.applied.filter((name) => name === '9999_long')).toHaveLength(1);
        const command = await runScript('scripts/migrate.ts', [], { DATABASE_URL: url });
        expect(command, command.output).toMatchObject({ code: 0 });
        expect((await state()).isLast).toBe(true);
      },
    });
    try {
      const { site, sql } = target;
      expect(inTheMiddle, 'kills in the middle of a migration').toBeGreaterThanOrEqual(3);
      expect((await fetch(`${site.origin}/ar/rsvp`)).status).toBe(200);
      expect(await sql('SELECT id FROM "Registration"')).toHaveLength(ROWS);
      const names = await sql<{ n: string }>('SELECT DISTINCT "fullName" AS n FROM "Registration"');
      expect(names).toHaveLength(ROWS);
      figure(
        `${provider}: ${inTheMiddle} of ${KILLS} kills in the middle of a migration of ${ROWS} rows; all rows there, nothing half applied`,
      );
    } finally {
      await target.stop();
    }
  });
});
