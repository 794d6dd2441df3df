-- AlterTable
ALTER TABLE "Import" ADD COLUMN "updated" INTEGER;

-- CreateTable
CREATE TABLE "ColumnChoice" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "columns" JSONB NOT NULL
);
