import { describe, expect, it } from 'vitest';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { deadlineMarkInWords } from '@/lib/meeting/deadline';
import {
  deadlineMark,
  deadlineMoves,
  type Move,
  moveDeadline,
  versionedDeadline,
} from '@/lib/meeting/move-deadline';
import { confirmAttendance } from '@/lib/registration/confirm';
import { instant } from '@/lib/time/instant';
import { aConfirmation, at, atDeadline, beforeDeadline } from '../../support/builders';
import { freshDatabase } from '../../support/database';

freshDatabase();

const move = (values: Partial<Move>) =>
  moveDeadline({
    lastDay: '2024-01-31',
    reason: 'بطلب من الدول الأعضاء',
    expectedVersion: 0,
    isSure: false,
    actor: { actor: 'secretariat', by: 'rima@example.org' },
    clock: () => beforeDeadline,
    ...values,
  });

describe('the deadline', () => {
  it('moves to the end of a day in Dubai and back, and the history keeps the old one', async () => {
    expect(await move({})).toEqual({ ok: true });
    expect((await currentMeeting()).closesAt).toEqual(instant('2024-02-01T00:00:00+04:00'));
    expect(await confirmAttendance(aConfirmation(), at(atDeadline))).toEqual({ ok: true });
    expect(await move({ lastDay: '2024-01-24', expectedVersion: 1, reason: 'عاد كما كان' })).toEqual({
      ok: true,
    });
    expect(await confirmAttendance(aConfirmation({ fullName: 'نور' }), at(atDeadline))).toMatchObject({
      reason: 'closed',
    });
    expect(await deadlineMoves()).toMatchObject([
      { from: '2024-01-31T20:00:00.000Z', to: '2024-01-24T20:00:00.000Z', reason: 'عاد كما كان' },
      { from: '2024-01-24T20:00:00.000Z', to: '2024-01-31T20:00:00.000Z', by: 'rima@example.org' },
    ]);
  });

  it('does not overwrite a move by another member, nor move to the same day, the day of the meeting, or by mistake into the past', async () => {
    expect(await move({ lastDay: '2024-01-24' })).toEqual({ ok: false, reason: 'same' });
    expect(await move({ lastDay: '2024-02-13' })).toEqual({ ok: false, reason: 'tooLate' });
    expect(await move({ lastDay: '2024-02-12' })).toEqual({ ok: true });
    expect(await move({})).toEqual({ ok: false, reason: 'changed' });
    const past = { lastDay: '2024-01-10', expectedVersion: 1 };
    expect(await move(past)).toEqual({ ok: false, reason: 'past' });
    expect(await move({ ...past, isSure: true })).toEqual({ ok: true });
    expect(await confirmAttendance(aConfirmation(), at(beforeDeadline))).toMatchObject({ reason: 'closed' });
    expect(await deadlineMoves()).toHaveLength(2);
  });

  it('is read together with its version, so that nobody overwrites a move they did not see', async () => {
    const before = await versionedDeadline();
    expect(before).toEqual({ closesAt: instant('2024-01-25T00:00:00+04:00'), version: 0 });
    await move({});
    const after = await versionedDeadline();
    expect(after).toEqual({ closesAt: instant('2024-02-01T00:00:00+04:00'), version: 1 });
    const lastDay = '2024-01-30';
    expect(await move({ lastDay, expectedVersion: before.version })).toEqual({
      ok: false,
      reason: 'changed',
    });
    expect(await move({ lastDay, expectedVersion: after.version })).toEqual({ ok: true });
  });

  it('is moved by one of two members who move it at once', async () => {
    const outcomes = await Promise.all([move({}), move({ lastDay: '2024-01-30' })]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  });
});

describe('the mark of a moved deadline', () => {
  const markNow = async () => {
    const { closesAt } = await currentMeeting();
    const mark = deadlineMark(closesAt, await deadlineMoves());
    return mark && (['ar', 'en'] as const).map((locale) => deadlineMarkInWords({ closesAt }, mark, locale));
  };

  it('names the circulated date and the day of the last move, for a later date and for an earlier one', async () => {
    expect(await markNow()).toBeNull();
    await move({});
    expect(await markNow()).toEqual([
      'مُدِّد هذا الموعد من 25 كانون الثاني/يناير 2024 في 15 كانون الثاني/يناير 2024.',
      'This date was extended from 25 January 2024 on 15 January 2024.',
    ]);
    const nextDay = () => instant('2024-01-16T10:00:00+04:00');
    await move({ lastDay: '2024-01-20', expectedVersion: 1, clock: nextDay });
    expect(await markNow()).toEqual([
      'قُدِّم هذا الموعد من 25 كانون الثاني/يناير 2024 في 16 كانون الثاني/يناير 2024.',
      'This date was brought forward from 25 January 2024 on 16 January 2024.',
    ]);
  });

  it('is gone when the circulated date holds again', async () => {
    await move({});
    await move({ lastDay: '2024-01-24', expectedVersion: 1 });
    expect(await markNow()).toBeNull();
  });
});
