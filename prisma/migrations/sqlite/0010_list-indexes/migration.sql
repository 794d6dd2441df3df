-- CreateIndex
CREATE INDEX "Registration_meetingId_confirmedAt_id_idx" ON "Registration"("meetingId", "confirmedAt", "id");

-- CreateIndex
CREATE INDEX "Registration_meetingId_country_status_review_presentation_erasedAt_idx" ON "Registration"("meetingId", "country", "status", "review", "presentation", "erasedAt");
