-- AlterTable
ALTER TABLE "Registration" ADD COLUMN "linkOpenedAt" DATETIME;
ALTER TABLE "Registration" ADD COLUMN "keysVersion" INTEGER NOT NULL DEFAULT 0;
