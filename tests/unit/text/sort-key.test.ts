import { describe, expect, it } from 'vitest';
import { countrySortKey, sortKey } from '@/lib/text/sort-key';

const sorted = (texts: string[], key: (text: string) => string = sortKey) =>
  [...texts].sort((a, b) => (key(a) < key(b) ? -1 : 1));

describe('the order of a list of people', () => {
  it('has Arabic names first, and each script in the order of its alphabet', () => {
    const inOrder = ['أحمد', 'آمنة', 'بدر', 'تامر', 'يوسف', 'adam', 'Éric', 'Zeid'];
    expect(sorted([...inOrder].reverse())).toEqual(inOrder);
  });

  it('ignores hamza forms, marks, tatweel, case and punctuation', () => {
    for (const [name, otherName] of [
      ['أحمد', 'احـمد'],
      ['مُنى', 'منى'],
      ["O'Sample", 'osample'],
      ['Ahmad-Ali', 'ahmadali'],
    ]) {
      expect(sortKey(String(name))).toBe(sortKey(String(otherName)));
    }
  });

  it('puts a shorter name before a longer one that starts with it, and empty names last', () => {
    expect(sorted(['عبد الله', 'عبد'])).toEqual(['عبد', 'عبد الله']);
    expect(sorted(['', 'zzz', 'يي'])).toEqual(['يي', 'zzz', '']);
    expect(sortKey(null)).toBe(sortKey('–'));
  });

  it('is the same in every database: the key has only the digits 0 to f', () => {
    expect(sortKey('أحمد بن نموذج 𝒳 Smith 7 李')).toMatch(/^[0-9a-f]+$/);
  });

  it('ignores the Arabic article of a country', () => {
    expect(sorted(['لبنان', 'الأردن', 'العراق', 'تونس'], countrySortKey)).toEqual([
      'الأردن',
      'تونس',
      'العراق',
      'لبنان',
    ]);
  });
});
