-- AlterTable
ALTER TABLE "Registration" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;
