/** A process of its own that brings a database up to date, with one long migration more at the end: `migrating.ts URL`. */
import { migrate } from '@/lib/db/migrate';
import { migrationsOf, providerOf } from '@/lib/db/models';

const [url = ''] = process.argv.slice(2);

/** A table made anew with all its rows, as SQLite's migrations do it, and a column filled in. */
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
