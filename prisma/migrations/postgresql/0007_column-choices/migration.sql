-- AlterTable
ALTER TABLE "Import" ADD COLUMN     "updated" INTEGER;

-- CreateTable
CREATE TABLE "ColumnChoice" (
    "id" TEXT NOT NULL,
    "columns" JSONB NOT NULL,

    CONSTRAINT "ColumnChoice_pkey" PRIMARY KEY ("id")
);
