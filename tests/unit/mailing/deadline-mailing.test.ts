import { describe, expect, it } from 'vitest';
import { db } from '@/lib/db/client';
import { deadlineTexts, toldBefore } from '@/lib/mailing/deadline-mailing';
import { readTexts } from '@/lib/mailing/texts';
import { facts } from '@/lib/meeting/content/facts';
import { confirmAttendance } from '@/lib/registration/confirm';
import { instant, later } from '@/lib/time/instant';
import { aConfirmation, at, beforeDeadline } from '../../support/builders';
import { freshDatabase } from '../../support/database';

freshDatabase();

const days = { first: '2024-01-20T20:00:00.000Z', circulated: '2024-01-24T20:00:00.000Z' };
const move = (from: string, to: string) => ({ from, to, at: beforeDeadline });

describe('an email about a moved deadline', () => {
  it('goes to those who were recorded before the move, and can be written to', async () => {
    const people = [
      'before@example.org',
      'withdrawn@example.org',
      'silent@example.org',
      'erased@example.org',
    ];
    for (const email of people) {
      await confirmAttendance(aConfirmation({ email }), at(later(beforeDeadline, -1)));
    }
    await confirmAttendance(aConfirmation({ email: 'after@example.org' }), at(beforeDeadline));
    const set = (email: string, data: object) => db().registration.updateMany({ where: { email }, data });
    await set('withdrawn@example.org', { status: 'withdrawn' });
    await set('erased@example.org', { erasedAt: beforeDeadline });
    await set('silent@example.org', { email: null });
    const ids = await toldBefore({ at: beforeDeadline }, facts.id);
    const rows = await db().registration.findMany({ where: { id: { in: ids } } });
    expect(rows.map(({ email }) => email)).toEqual(['before@example.org']);
  });

  it.each([
    ['extended', days.first, days.circulated, 'تمديد', 'extended', 'الأربعاء 24 كانون الثاني/يناير 2024'],
    [
      'brought forward',
      days.circulated,
      days.first,
      'تقديم',
      'brought forward',
      'السبت 20 كانون الثاني/يناير 2024',
    ],
    [
      'closed at once',
      days.circulated,
      '2024-01-10T20:00:00.000Z',
      'إغلاق',
      'closed',
      'الأربعاء 10 كانون الثاني/يناير 2024',
    ],
  ])('is filled in where the deadline was %s', (_, from, to, arabic, english, lastDay) => {
    const texts = deadlineTexts(move(from, to), beforeDeadline);
    expect(readTexts(texts)).toEqual({ texts, problems: [] });
    expect(texts.subjectAr).toContain(arabic);
    expect(texts.subjectEn).toContain(english);
    expect(texts.textAr).toContain(lastDay);
    expect(texts.textAr).toContain('{الرابط الشخصي}');
    expect(texts.textEn).toContain('{personalLink}');
  });

  it('counts a deadline as closed from its very instant', () => {
    const closes = move(days.circulated, days.first);
    expect(deadlineTexts(closes, instant(days.first)).subjectEn).toContain('closed');
    expect(deadlineTexts(closes, later(instant(days.first), -1)).subjectEn).toContain('brought forward');
  });
});
