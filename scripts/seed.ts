/** Brings the database up to date and, where it is empty, fills it with the samples of the demonstration. */
import { meetingClock } from '@/lib/clock';
import { closeDb } from '@/lib/db';
import { migrate } from '@/prisma/migrate';
import { seed } from '@/prisma/seed';
import { loadSettings } from './settings';

await migrate(loadSettings().databaseUrl);
await seed(meetingClock());
await closeDb();
