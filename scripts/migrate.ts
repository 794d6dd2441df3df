/** Applies the missing migrations to the database of `DATABASE_URL`: `npm run db:migrate`. The site does the same at its start. */
import { migrate } from '@/lib/db/migrate';
import { end, loadSettings } from './settings';

const { databaseUrl } = loadSettings();
const applied = await migrate(databaseUrl);
console.log(applied.length > 0 ? `Applied: ${applied.join(', ')}` : 'The database is up to date.');
await end();
