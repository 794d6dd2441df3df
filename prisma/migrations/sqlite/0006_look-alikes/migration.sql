-- AlterTable
ALTER TABLE "Registration" ADD COLUMN "nameSearchKey" TEXT NOT NULL DEFAULT '';
ALTER TABLE "Registration" ADD COLUMN "lookAlikeKey" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "LookAlikeDecision" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "firstId" TEXT NOT NULL,
    "secondId" TEXT NOT NULL,
    "isSamePerson" BOOLEAN NOT NULL,
    "decidedAt" DATETIME NOT NULL,
    CONSTRAINT "LookAlikeDecision_firstId_fkey" FOREIGN KEY ("firstId") REFERENCES "Registration" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "LookAlikeDecision_secondId_fkey" FOREIGN KEY ("secondId") REFERENCES "Registration" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "LookAlikeDecision_firstId_idx" ON "LookAlikeDecision"("firstId");

-- CreateIndex
CREATE INDEX "LookAlikeDecision_secondId_idx" ON "LookAlikeDecision"("secondId");

-- CreateIndex
CREATE INDEX "Registration_meetingId_lookAlikeKey_idx" ON "Registration"("meetingId", "lookAlikeKey");
