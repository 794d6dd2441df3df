-- AlterTable
ALTER TABLE "Registration" ADD COLUMN     "linkOpenedAt" TIMESTAMP(3),
ADD COLUMN     "keysVersion" INTEGER NOT NULL DEFAULT 0;
