/** A process that migrates a database, with one additional long migration at the end: `migrating.ts URL`. */
import { migrate } from '@/lib/db/migrate';
import { migrationsOf, providerOf } from '@/lib/db/models';

const [url = ''] = process.argv.slice(2);

/** Rebuilds a table with all its rows, as SQLite's migrations do, and fills a column. */
const long = {
  name: '9999_long',
  sql: `
    CREATE TABLE "Anew" AS SELECT * FROM "AuditEvent";
    CREATE INDEX "Anew_details" ON "Anew" (type, id);
    ALTER TABLE "Registration" ADD COLUMN "added" TEXT;
    UPDATE "Registration" SET "added" = "fullName" || "email";
    CREATE INDEX "Registration_added" ON "Registration" ("added");
    UPDATE "Registration" SET "added" = "added" || '.';
  `,
};
await migrate(url, [...migrationsOf(providerOf(url)), long]);
process.exit(0);
