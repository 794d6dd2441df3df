-- CreateEnum
CREATE TYPE "Language" AS ENUM ('ar', 'en');

-- CreateEnum
CREATE TYPE "RegistrationStatus" AS ENUM ('confirmed', 'withdrawn');

-- CreateEnum
CREATE TYPE "ReviewState" AS ENUM ('followUp', 'new', 'reviewed');

-- CreateEnum
CREATE TYPE "PresentationState" AS ENUM ('accepted', 'declined', 'proposed');

-- CreateEnum
CREATE TYPE "Source" AS ENUM ('email', 'form', 'noteVerbale', 'telephone');

-- CreateEnum
CREATE TYPE "LetterState" AS ENUM ('failed', 'none', 'sent', 'waiting');

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('host', 'secretariat');

-- CreateEnum
CREATE TYPE "Actor" AS ENUM ('participant', 'secretariat', 'site');

-- CreateEnum
CREATE TYPE "MessageKind" AS ENUM ('acknowledgement', 'alreadyConfirmed', 'amendment', 'withdrawal', 'lostLink', 'newLink', 'mailing', 'secretariatNotice', 'dailySummary');

-- CreateTable
CREATE TABLE "Registration" (
    "id" TEXT NOT NULL,
    "meetingId" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "fullName" TEXT NOT NULL,
    "jobTitle" TEXT NOT NULL,
    "email" TEXT,
    "presentationTitle" TEXT,
    "country" TEXT,
    "organization" TEXT,
    "language" "Language" NOT NULL,
    "status" "RegistrationStatus" NOT NULL DEFAULT 'confirmed',
    "withdrawnBy" "Actor",
    "source" "Source" NOT NULL DEFAULT 'form',
    "review" "ReviewState" NOT NULL DEFAULT 'new',
    "internalNote" TEXT,
    "latinName" TEXT,
    "presentation" "PresentationState",
    "presentationOrder" INTEGER,
    "letter" "LetterState" NOT NULL DEFAULT 'none',
    "erasedAt" TIMESTAMP(3),
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
    "confirmedAt" TIMESTAMP(3) NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Registration_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditEvent" (
    "id" SERIAL NOT NULL,
    "registrationId" TEXT,
    "type" TEXT NOT NULL,
    "actor" "Actor" NOT NULL,
    "by" TEXT,
    "place" TEXT,
    "details" JSONB NOT NULL,
    "sendingKey" TEXT,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "AuditEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OutboxMessage" (
    "id" TEXT NOT NULL,
    "kind" "MessageKind" NOT NULL,
    "registrationId" TEXT,
    "eventId" INTEGER NOT NULL,
    "mailingId" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "dueAt" TIMESTAMP(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "sentAt" TIMESTAMP(3),
    "failedAt" TIMESTAMP(3),
    "stoppedAt" TIMESTAMP(3),
    "againAt" TIMESTAMP(3),
    "lastError" TEXT,

    CONSTRAINT "OutboxMessage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MeetingChange" (
    "meetingId" TEXT NOT NULL,
    "closesAt" TIMESTAMP(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "MeetingChange_pkey" PRIMARY KEY ("meetingId")
);

-- CreateTable
CREATE TABLE "Mailing" (
    "id" TEXT NOT NULL,
    "meetingId" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "audience" JSONB NOT NULL,
    "subjectAr" TEXT NOT NULL DEFAULT '',
    "textAr" TEXT NOT NULL DEFAULT '',
    "subjectEn" TEXT NOT NULL DEFAULT '',
    "textEn" TEXT NOT NULL DEFAULT '',
    "sentAt" TIMESTAMP(3),
    "stoppedAt" TIMESTAMP(3),

    CONSTRAINT "Mailing_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Batch" (
    "id" TEXT NOT NULL,
    "meetingId" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "review" "ReviewState" NOT NULL,
    "ids" JSONB NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "changed" INTEGER NOT NULL DEFAULT 0,
    "startedAt" TIMESTAMP(3),
    "finishedAt" TIMESTAMP(3),

    CONSTRAINT "Batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Import" (
    "id" TEXT NOT NULL,
    "meetingId" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "rows" JSONB,
    "doneAt" TIMESTAMP(3),
    "recorded" INTEGER,

    CONSTRAINT "Import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RateLimiterFlexible" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "expire" TIMESTAMP(3),

    CONSTRAINT "RateLimiterFlexible_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "emailVerified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "role" "Role" NOT NULL DEFAULT 'secretariat',
    "invitedBy" TEXT,
    "removedAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "ipAddress" TEXT,
    "userAgent" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "userId" TEXT NOT NULL,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Account" (
    "id" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "accessToken" TEXT,
    "refreshToken" TEXT,
    "idToken" TEXT,
    "accessTokenExpiresAt" TIMESTAMP(3),
    "refreshTokenExpiresAt" TIMESTAMP(3),
    "scope" TEXT,
    "password" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "userId" TEXT NOT NULL,

    CONSTRAINT "Account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Verification_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Registration_reference_key" ON "Registration"("reference");

-- CreateIndex
CREATE INDEX "Registration_meetingId_createdAt_id_idx" ON "Registration"("meetingId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "Registration_meetingId_nameSort_id_idx" ON "Registration"("meetingId", "nameSort", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Registration_meetingId_emailKey_nameKey_key" ON "Registration"("meetingId", "emailKey", "nameKey");

-- CreateIndex
CREATE UNIQUE INDEX "AuditEvent_sendingKey_key" ON "AuditEvent"("sendingKey");

-- CreateIndex
CREATE INDEX "AuditEvent_registrationId_at_idx" ON "AuditEvent"("registrationId", "at");

-- CreateIndex
CREATE INDEX "AuditEvent_at_idx" ON "AuditEvent"("at");

-- CreateIndex
CREATE INDEX "AuditEvent_type_at_idx" ON "AuditEvent"("type", "at");

-- CreateIndex
CREATE INDEX "OutboxMessage_sentAt_failedAt_stoppedAt_dueAt_idx" ON "OutboxMessage"("sentAt", "failedAt", "stoppedAt", "dueAt");

-- CreateIndex
CREATE INDEX "OutboxMessage_registrationId_kind_createdAt_idx" ON "OutboxMessage"("registrationId", "kind", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "OutboxMessage_mailingId_registrationId_key" ON "OutboxMessage"("mailingId", "registrationId");

-- CreateIndex
CREATE INDEX "Mailing_meetingId_createdAt_idx" ON "Mailing"("meetingId", "createdAt");

-- CreateIndex
CREATE INDEX "Import_createdAt_idx" ON "Import"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE UNIQUE INDEX "Session_token_key" ON "Session"("token");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE INDEX "Account_userId_idx" ON "Account"("userId");

-- CreateIndex
CREATE INDEX "Verification_identifier_idx" ON "Verification"("identifier");

-- AddForeignKey
ALTER TABLE "AuditEvent" ADD CONSTRAINT "AuditEvent_registrationId_fkey" FOREIGN KEY ("registrationId") REFERENCES "Registration"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OutboxMessage" ADD CONSTRAINT "OutboxMessage_registrationId_fkey" FOREIGN KEY ("registrationId") REFERENCES "Registration"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OutboxMessage" ADD CONSTRAINT "OutboxMessage_eventId_fkey" FOREIGN KEY ("eventId") REFERENCES "AuditEvent"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OutboxMessage" ADD CONSTRAINT "OutboxMessage_mailingId_fkey" FOREIGN KEY ("mailingId") REFERENCES "Mailing"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Account" ADD CONSTRAINT "Account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
