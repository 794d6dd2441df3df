/** Brings the database up to date and, where it is empty, fills it with the samples of the demonstration. */
import { meetingClock } from '@/lib/clock';
import { migrate } from '@/prisma/migrate';
import { seed } from '@/prisma/seed';
import { end, loadSettings } from './settings';

await migrate(loadSettings().databaseUrl);
await seed(meetingClock());
await end();
