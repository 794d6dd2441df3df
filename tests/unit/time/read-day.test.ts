import { describe, expect, it } from 'vitest';
import { locales } from '@/lib/i18n/locale';
import { formatDay, formatWeekday } from '@/lib/time/dates';
import { instant } from '@/lib/time/instant';
import { readDay, readTime } from '@/lib/time/read-day';

const days = Array.from({ length: 12 }, (_, month) =>
  instant(`2024-${String(month + 1).padStart(2, '0')}-29T12:00:00Z`),
);

describe('a day', () => {
  it('is read as the site itself writes it, in both languages', () => {
    for (const day of days)
      for (const locale of locales)
        for (const text of [formatDay(day, locale), formatWeekday(day, locale)])
          expect(readDay(text), text).toBe(day.toISOString().slice(0, 10));
  });

  it.each([
    '2024-01-31',
    '2024-1-31',
    '2024/1/31',
    '31/1/2024',
    '31-01-2024',
    '31.1.2024',
    ' 31 1 2024 ',
    '٣١/١/٢٠٢٤',
    '٢٠٢٤-٠١-٣١',
    '\u200f2024\u201101\u201131\u200e',
    '31 يناير 2024',
    '٣١ كانون الثاني ٢٠٢٤',
    '31 كانون الثاني / يناير 2024',
    'الأربعاء 31 كانون الثاني/يناير 2024',
    'الأربعاء، 31 يناير 2024',
    '31 january 2024',
    '31 Jan 2024',
    'Wednesday, 31 January, 2024',
  ])('is read as people type it: %s', (text) => {
    expect(readDay(text)).toBe('2024-01-31');
  });

  it.each([
    '',
    ' ',
    'x',
    '2024-01-31T00:00',
    '2023-02-29',
    '31/6/2024',
    '1/13/2024',
    '31-1',
    '20240131',
    '31 abc 2024',
  ])('is not guessed: %s', (text) => {
    expect(readDay(text)).toBeNull();
  });
});

describe('a time of day', () => {
  it('is read on a 24-hour clock, in the digits of any script', () => {
    expect(['9:00', '09:00', '٩:٠٠', '9.00'].map(readTime)).toEqual(Array(4).fill('09:00'));
    expect(['0:00', '23:59'].map(readTime)).toEqual(['00:00', '23:59']);
    expect(['24:00', '9:60', '9', '9:00 PM', ''].map(readTime)).toEqual(Array(5).fill(null));
  });
});
