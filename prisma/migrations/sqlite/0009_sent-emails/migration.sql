-- AlterTable
ALTER TABLE "OutboxMessage" ADD COLUMN "sentLanguage" TEXT;
ALTER TABLE "OutboxMessage" ADD COLUMN "sentSubject" TEXT;
ALTER TABLE "OutboxMessage" ADD COLUMN "sentText" TEXT;
ALTER TABLE "OutboxMessage" ADD COLUMN "sentTo" TEXT;
