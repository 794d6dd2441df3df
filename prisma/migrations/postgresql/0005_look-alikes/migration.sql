-- AlterTable
ALTER TABLE "Registration" ADD COLUMN     "lookAlikeKey" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "nameSearchKey" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "LookAlikeDecision" (
    "id" TEXT NOT NULL,
    "firstId" TEXT NOT NULL,
    "secondId" TEXT NOT NULL,
    "isSamePerson" BOOLEAN NOT NULL,
    "decidedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "LookAlikeDecision_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "LookAlikeDecision_firstId_idx" ON "LookAlikeDecision"("firstId");

-- CreateIndex
CREATE INDEX "LookAlikeDecision_secondId_idx" ON "LookAlikeDecision"("secondId");

-- CreateIndex
CREATE INDEX "Registration_meetingId_lookAlikeKey_idx" ON "Registration"("meetingId", "lookAlikeKey");

-- AddForeignKey
ALTER TABLE "LookAlikeDecision" ADD CONSTRAINT "LookAlikeDecision_firstId_fkey" FOREIGN KEY ("firstId") REFERENCES "Registration"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LookAlikeDecision" ADD CONSTRAINT "LookAlikeDecision_secondId_fkey" FOREIGN KEY ("secondId") REFERENCES "Registration"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
