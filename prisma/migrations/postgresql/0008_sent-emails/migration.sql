-- AlterTable
ALTER TABLE "OutboxMessage" ADD COLUMN     "sentLanguage" "Language",
ADD COLUMN     "sentSubject" TEXT,
ADD COLUMN     "sentText" TEXT,
ADD COLUMN     "sentTo" TEXT;
