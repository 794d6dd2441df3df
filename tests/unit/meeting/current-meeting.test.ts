import { describe, expect, it } from 'vitest';
import { db, transaction } from '@/lib/db/client';
import { facts } from '@/lib/meeting/content/facts';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { confirmAttendance } from '@/lib/registration/confirm';
import { amend } from '@/lib/registration/participant-actions';
import { instant } from '@/lib/time/instant';
import { aConfirmation, aParticipant, at, atDeadline, beforeDeadline } from '../../support/builders';
import { freshDatabase } from '../../support/database';

freshDatabase();

const moved = instant('2024-02-01T00:00:00+04:00');
const move = (closesAt: Date) => db().meetingChange.create({ data: { meetingId: facts.id, closesAt } });

describe('the current meeting', () => {
  it('is as in the note until the secretariat moves the deadline', async () => {
    expect(await currentMeeting()).toEqual(facts);
    await move(moved);
    expect(await currentMeeting()).toEqual({ ...facts, closesAt: moved });
    expect(await transaction((tx) => currentMeeting(tx))).toEqual({ ...facts, closesAt: moved });
  });

  it('can be read as last known while the database is unavailable', async () => {
    await move(moved);
    await currentMeeting();
    await db().$executeRawUnsafe('DROP TABLE "MeetingChange"');
    expect((await currentMeeting()).closesAt).toEqual(moved);
    await expect(transaction((tx) => currentMeeting(tx))).rejects.toThrow();
  });
});

describe('a moved deadline', () => {
  it('applies to the next confirmation, both when it is later and earlier', async () => {
    expect(await confirmAttendance(aConfirmation(), at(atDeadline))).toMatchObject({ reason: 'closed' });
    await move(moved);
    expect(await confirmAttendance(aConfirmation(), at(atDeadline))).toEqual({ ok: true });
    await db().meetingChange.updateMany({ data: { closesAt: beforeDeadline } });
    expect(await confirmAttendance(aConfirmation({ fullName: 'نور' }), at(beforeDeadline))).toEqual({
      ok: false,
      reason: 'closed',
      closedAt: beforeDeadline,
    });
  });

  it('applies to changes by the personal link', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    const { id, version, linkVersion } = await db().registration.findFirstOrThrow();
    const wish = { link: { registrationId: id, version: linkVersion }, expectedVersion: version };
    const changed = aParticipant({ jobTitle: 'وكيلة الوزارة' });
    expect(await amend(wish, changed, at(atDeadline))).toMatchObject({ reason: 'closed' });
    await move(moved);
    expect(await amend(wish, changed, at(atDeadline))).toEqual({ ok: true, isChanged: true });
  });
});
