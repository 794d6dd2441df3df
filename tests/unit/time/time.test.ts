import { describe, expect, it } from 'vitest';
import { facts } from '@/lib/meeting/content/facts';
import { deadlineInWords } from '@/lib/meeting/deadline';
import { shiftedClock } from '@/lib/time/clock';
import {
  formatCompact,
  formatDay,
  formatTime,
  formatWeekday,
  isoInMeetingZone,
  lastDayBefore,
} from '@/lib/time/dates';
import { instant, later } from '@/lib/time/instant';

describe('an instant', () => {
  it('is refused without an offset and on a day that does not exist', () => {
    expect(() => instant('2024-01-25T00:00:00')).toThrow(RangeError);
    expect(() => instant('2024-13-25T00:00:00Z')).toThrow(RangeError);
    expect(() => instant('2024-02-31T00:00:00Z')).toThrow(RangeError);
  });
});

describe('dates', () => {
  const months = Array.from({ length: 12 }, (_, month) =>
    instant(`2024-${String(month + 1).padStart(2, '0')}-13T08:00:00Z`),
  );

  it('have both Arabic month names, as the locale data of Lebanon and Egypt give them', () => {
    const name = (locale: string, at: Date) =>
      new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'Asia/Dubai' }).format(at);
    for (const at of months) {
      expect(formatDay(at, 'ar')).toBe(`13 ${name('ar-LB', at)}/${name('ar-EG', at)} 2024`);
    }
  });

  it('are those of Dubai, whatever the time zone of the machine', () => {
    const lateInLondon = instant('2024-01-24T21:30:00Z');
    expect(formatDay(lateInLondon, 'en')).toBe('25 January 2024');
    expect(formatWeekday(lateInLondon, 'ar')).toBe('الخميس 25 كانون الثاني/يناير 2024');
    expect(formatTime(lateInLondon)).toBe('1:30');
    expect(formatCompact(lateInLondon)).toBe('2024-01-25 01:30');
    expect(isoInMeetingZone(lateInLondon)).toBe('2024-01-25T01:30:00+04:00');
  });

  it('name the last day of a deadline at midnight, not the day after it', () => {
    expect(lastDayBefore(facts.closesAt).endsAtMidnight).toBe(true);
    expect(deadlineInWords(facts, 'en').until).toBe(
      'until the end of Wednesday, 24 January 2024, Dubai time (GMT+4)',
    );
    expect(deadlineInWords(facts, 'ar').until).toContain(
      'حتى نهاية يوم الأربعاء 24 كانون الثاني/يناير 2024 بتوقيت دبي',
    );
  });

  it('name the time of a deadline that is not at midnight', () => {
    const closesAt = instant('2024-01-26T14:00:00+04:00');
    expect(deadlineInWords({ closesAt }, 'en')).toEqual({
      until: 'until 14:00 on Friday, 26 January 2024, Dubai time (GMT+4)',
      since: 'at 14:00 on Friday, 26 January 2024, Dubai time (GMT+4)',
    });
  });
});

describe('the meeting’s clock', () => {
  it('starts at the given instant and runs at the speed of the machine’s', () => {
    const start = instant('2026-11-23T10:00:00Z');
    let machine = start;
    const clock = shiftedClock(instant('2024-01-15T10:00:00+04:00'), start, () => machine);
    expect(clock()).toEqual(instant('2024-01-15T06:00:00Z'));
    machine = later(start, 1_500);
    expect(clock()).toEqual(instant('2024-01-15T06:00:01.500Z'));
  });
});
