-- CreateTable
CREATE TABLE "MeetingChange" (
    "meetingId" TEXT NOT NULL PRIMARY KEY,
    "closesAt" DATETIME NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1
);

-- CreateTable
CREATE TABLE "Mailing" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "meetingId" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "audience" JSONB NOT NULL,
    "subjectAr" TEXT NOT NULL DEFAULT '',
    "textAr" TEXT NOT NULL DEFAULT '',
    "subjectEn" TEXT NOT NULL DEFAULT '',
    "textEn" TEXT NOT NULL DEFAULT '',
    "sentAt" DATETIME,
    "stoppedAt" DATETIME
);

-- CreateTable
CREATE TABLE "Batch" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "meetingId" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "review" TEXT NOT NULL,
    "ids" JSONB NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "changed" INTEGER NOT NULL DEFAULT 0,
    "startedAt" DATETIME,
    "finishedAt" DATETIME
);

-- CreateTable
CREATE TABLE "Import" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "meetingId" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "rows" JSONB,
    "doneAt" DATETIME,
    "recorded" INTEGER
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_AuditEvent" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "registrationId" TEXT,
    "type" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "by" TEXT,
    "place" TEXT,
    "details" JSONB NOT NULL,
    "sendingKey" TEXT,
    "at" DATETIME NOT NULL,
    CONSTRAINT "AuditEvent_registrationId_fkey" FOREIGN KEY ("registrationId") REFERENCES "Registration" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_AuditEvent" ("actor", "at", "details", "id", "registrationId", "sendingKey", "type") SELECT "actor", "at", "details", "id", "registrationId", "sendingKey", "type" FROM "AuditEvent";
DROP TABLE "AuditEvent";
ALTER TABLE "new_AuditEvent" RENAME TO "AuditEvent";
CREATE UNIQUE INDEX "AuditEvent_sendingKey_key" ON "AuditEvent"("sendingKey");
CREATE INDEX "AuditEvent_registrationId_at_idx" ON "AuditEvent"("registrationId", "at");
CREATE INDEX "AuditEvent_at_idx" ON "AuditEvent"("at");
CREATE INDEX "AuditEvent_type_at_idx" ON "AuditEvent"("type", "at");
CREATE TABLE "new_OutboxMessage" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "registrationId" TEXT,
    "eventId" INTEGER NOT NULL,
    "mailingId" TEXT,
    "createdAt" DATETIME NOT NULL,
    "dueAt" DATETIME NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "sentAt" DATETIME,
    "failedAt" DATETIME,
    "stoppedAt" DATETIME,
    "againAt" DATETIME,
    "lastError" TEXT,
    CONSTRAINT "OutboxMessage_registrationId_fkey" FOREIGN KEY ("registrationId") REFERENCES "Registration" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "OutboxMessage_eventId_fkey" FOREIGN KEY ("eventId") REFERENCES "AuditEvent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "OutboxMessage_mailingId_fkey" FOREIGN KEY ("mailingId") REFERENCES "Mailing" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_OutboxMessage" ("attempts", "createdAt", "dueAt", "eventId", "failedAt", "id", "kind", "lastError", "registrationId", "sentAt") SELECT "attempts", "createdAt", "dueAt", "eventId", "failedAt", "id", "kind", "lastError", "registrationId", "sentAt" FROM "OutboxMessage";
DROP TABLE "OutboxMessage";
ALTER TABLE "new_OutboxMessage" RENAME TO "OutboxMessage";
CREATE INDEX "OutboxMessage_sentAt_failedAt_stoppedAt_dueAt_idx" ON "OutboxMessage"("sentAt", "failedAt", "stoppedAt", "dueAt");
CREATE INDEX "OutboxMessage_registrationId_kind_createdAt_idx" ON "OutboxMessage"("registrationId", "kind", "createdAt");
CREATE UNIQUE INDEX "OutboxMessage_mailingId_registrationId_key" ON "OutboxMessage"("mailingId", "registrationId");
CREATE TABLE "new_Registration" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "meetingId" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "fullName" TEXT NOT NULL,
    "jobTitle" TEXT NOT NULL,
    "email" TEXT,
    "presentationTitle" TEXT,
    "country" TEXT,
    "organization" TEXT,
    "language" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'confirmed',
    "withdrawnBy" TEXT,
    "source" TEXT NOT NULL DEFAULT 'form',
    "review" TEXT NOT NULL DEFAULT 'new',
    "internalNote" TEXT,
    "latinName" TEXT,
    "presentation" TEXT,
    "presentationOrder" INTEGER,
    "letter" TEXT NOT NULL DEFAULT 'none',
    "erasedAt" DATETIME,
    "nameKey" TEXT NOT NULL,
    "emailKey" TEXT NOT NULL,
    "searchKey" TEXT NOT NULL,
    "privateSearchKey" TEXT NOT NULL DEFAULT '',
    "nameSort" TEXT NOT NULL DEFAULT '',
    "jobTitleSort" TEXT NOT NULL DEFAULT '',
    "organizationSort" TEXT NOT NULL DEFAULT '',
    "presentationSort" TEXT NOT NULL DEFAULT '',
    "latinNameSort" TEXT NOT NULL DEFAULT '',
    "internalNoteSort" TEXT NOT NULL DEFAULT '',
    "countrySortAr" TEXT NOT NULL DEFAULT '',
    "countrySortEn" TEXT NOT NULL DEFAULT '',
    "linkVersion" INTEGER NOT NULL DEFAULT 1,
    "version" INTEGER NOT NULL DEFAULT 1,
    "confirmedAt" DATETIME NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL
);
INSERT INTO "new_Registration" ("confirmedAt", "country", "createdAt", "email", "emailKey", "fullName", "id", "jobTitle", "language", "linkVersion", "meetingId", "nameKey", "organization", "presentationTitle", "reference", "searchKey", "status", "updatedAt", "version", "withdrawnBy") SELECT "confirmedAt", "country", "createdAt", "email", "emailKey", "fullName", "id", "jobTitle", "language", "linkVersion", "meetingId", "nameKey", "organization", "presentationTitle", "reference", "searchKey", "status", "updatedAt", "version", "withdrawnBy" FROM "Registration";
DROP TABLE "Registration";
ALTER TABLE "new_Registration" RENAME TO "Registration";
CREATE UNIQUE INDEX "Registration_reference_key" ON "Registration"("reference");
CREATE INDEX "Registration_meetingId_createdAt_id_idx" ON "Registration"("meetingId", "createdAt", "id");
CREATE INDEX "Registration_meetingId_nameSort_id_idx" ON "Registration"("meetingId", "nameSort", "id");
CREATE UNIQUE INDEX "Registration_meetingId_emailKey_nameKey_key" ON "Registration"("meetingId", "emailKey", "nameKey");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "Mailing_meetingId_createdAt_idx" ON "Mailing"("meetingId", "createdAt");

-- CreateIndex
CREATE INDEX "Import_createdAt_idx" ON "Import"("createdAt");

-- AlterTable
ALTER TABLE "User" ADD COLUMN "role" TEXT NOT NULL DEFAULT 'secretariat';
ALTER TABLE "User" ADD COLUMN "invitedBy" TEXT;
ALTER TABLE "User" ADD COLUMN "removedAt" DATETIME;

-- What follows from what was recorded before. The sort keys are written at the next start.
UPDATE "Registration" SET "presentation" = 'proposed' WHERE "presentationTitle" IS NOT NULL;
UPDATE "Registration" SET "letter" = CASE
    WHEN EXISTS (SELECT 1 FROM "OutboxMessage" m WHERE m."registrationId" = "Registration"."id" AND m."kind" <> 'secretariatNotice' AND m."failedAt" IS NOT NULL) THEN 'failed'
    WHEN EXISTS (SELECT 1 FROM "OutboxMessage" m WHERE m."registrationId" = "Registration"."id" AND m."kind" <> 'secretariatNotice' AND m."sentAt" IS NULL AND m."failedAt" IS NULL) THEN 'waiting'
    WHEN EXISTS (SELECT 1 FROM "OutboxMessage" m WHERE m."registrationId" = "Registration"."id" AND m."kind" <> 'secretariatNotice') THEN 'sent'
    ELSE 'none'
END;
