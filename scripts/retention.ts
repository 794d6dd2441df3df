/**
 * Erases personal data after their retention period, as the site does every day: `npm run retention`. With `-- --dry-run` it only prints
 * what would be erased.
 */
import { parseArgs } from 'node:util';
import { migrate } from '@/lib/db/migrate';
import { applyRetention, retentionOverview } from '@/lib/privacy/retention';
import { meetingClock } from '@/lib/time/clock';
import { end, loadSettings } from './settings';

const { databaseUrl } = loadSettings();
const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean', default: false } } });
await migrate(databaseUrl);
const overview = await retentionOverview(meetingClock);
for (const { meetingId, erasesAt, isDue, registrations, events, emails } of overview) {
  const amount = `${registrations} registrations, with ${events} events and ${emails} emails`;
  const at = erasesAt.toISOString();
  if (!isDue) console.log(`${meetingId}: nothing is due before ${at}. Kept until then: ${amount}.`);
  else
    console.log(
      `${meetingId}: due since ${at}. ${values['dry-run'] ? 'Would be' : 'To be'} erased: ${amount}.`,
    );
}
if (!values['dry-run'] && overview.some(({ isDue }) => isDue))
  console.log(`Erased: ${await applyRetention(meetingClock)} registrations.`);
await end();
