/** Migrates the database and, if it is empty, fills it with the samples of the demonstration. */

import { migrate } from '@/lib/db/migrate';
import { meetingClock } from '@/lib/time/clock';
import { seed } from './samples';
import { end, loadSettings } from './settings';

await migrate(loadSettings().databaseUrl);
await seed(meetingClock());
await end();
