/**
 * Erases personal data whose time is over, as the site does by itself every day: `npm run retention`. With `-- --dry-run` it
 * says what would go and changes nothing.
 */
import { parseArgs } from 'node:util';
import { meetingClock } from '@/lib/clock';
import { eraseWhatIsDue, whatIsKept } from '@/lib/retention';
import { migrate } from '@/prisma/migrate';
import { end, loadSettings } from './settings';

const { databaseUrl } = loadSettings();
const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean', default: false } } });
await migrate(databaseUrl);
const { erasesAt, isDue, registrations, events, letters } = await whatIsKept(meetingClock);
const amount = `${registrations} registrations, with ${events} events and ${letters} letters`;
if (!isDue) console.log(`Nothing is due before ${erasesAt.toISOString()}. Kept until then: ${amount}.`);
else if (values['dry-run']) console.log(`Due since ${erasesAt.toISOString()}. Would be erased: ${amount}.`);
else
  console.log(
    `Due since ${erasesAt.toISOString()}. Erased: ${await eraseWhatIsDue(meetingClock)} registrations.`,
  );
await end();
