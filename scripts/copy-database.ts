/**
 * Copies all data from one database to another, empty one while the site is stopped:
 * `npm run db:copy -- --from file:./.data/meeting.db --to postgresql://…`
 */
import { parseArgs } from 'node:util';
import { openDb } from '@/lib/db/client';
import { migrate } from '@/lib/db/migrate';
import { providerOf } from '@/lib/db/models';
import { copyAll } from '@/lib/db/tables';
import { inUse } from './in-use';
import { end } from './settings';

const { values } = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' } } });
const { from, to } = values;
if (!from || !to || from === to) {
  console.error('Name two databases: npm run db:copy -- --from file:./.data/meeting.db --to postgresql://…');
  process.exit(1);
}

for (const url of [from, to]) {
  if (await inUse(url)) {
    console.error('Nothing was written: one of the two databases is in use. Stop the site first.');
    process.exit(1);
  }
  await migrate(url);
}
const [source, target] = [openDb(from), openDb(to)];
const copied = await copyAll(source, target, providerOf(to));
await Promise.all([source.$disconnect(), target.$disconnect()]);

if (copied.ok) {
  for (const { table, rows, digest } of copied.digests) {
    console.log(`${table.padEnd(20)} ${String(rows).padStart(7)} rows  ${digest.slice(0, 16)}`);
  }
  console.log(
    'Copied; both sides are the same. Set DATABASE_URL, take the file of ERASURE_JOURNAL along, start the site.',
  );
} else {
  console.error(
    copied.reason === 'notEmpty'
      ? `Nothing was written: the table ${copied.table} of the second database has rows already.`
      : `Nothing was written: the table ${copied.table} changed meanwhile. Stop the site and try again.`,
  );
}
await end(copied.ok ? 0 : 1);
