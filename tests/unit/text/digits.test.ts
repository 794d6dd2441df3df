import { describe, expect, it } from 'vitest';
import { readDigits, readWholeNumber, withPlainDigits } from '@/lib/text/digits';

describe('a code as typed or pasted', () => {
  it.each([
    '١٢٣٤٥٦',
    '۱۲۳۴۵۶',
    '१२३४५६',
    '１２３４５６',
    '123 456',
    '123\u00A0456',
    '123-456',
    '123–456',
    '123\u2011456',
    '١٢٣ ٤٥٦',
    '\u2068123456\u2069',
    '\u202A123456\u202C',
    '\u200F123456\u200E',
    '123\u00AD456',
    '123\u200B456',
    '١٢٣\u200C٤٥٦',
    '\uFEFF123456',
    '123456.',
    '123456۔',
    ' 123456\n',
    '1.2.3.4.5.6',
  ])('%j is read as 123456', (typed) => {
    expect(readDigits(typed)).toBe('123456');
  });

  it.each(['', ' ', '.', '12345a', '#123456', '12/3456', 'رمز ١٢٣٤٥٦', '½'])('%j is no code', (typed) => {
    expect(readDigits(typed)).toBeNull();
  });

  it('keeps its length, so that a digit too few or too many is noticed', () => {
    expect(readDigits('12345')).toHaveLength(5);
    expect(readDigits('1234567')).toHaveLength(7);
    expect(readDigits('012345')).toBe('012345');
  });
});

describe('a whole number as typed or pasted', () => {
  it.each([
    ['7', 7],
    ['٧', 7],
    ['۱۲', 12],
    [' 12 ', 12],
    ['12.', 12],
    ['12 -', 12],
    ['– 12', 12],
    ['- 12', 12],
    ['—12', 12],
    ['\u206612\u2069', 12],
    ['\u200F١٢\u200F', 12],
    ['1\u00AD2', 12],
    ['٢٠٢٤', 2024],
    ['007', 7],
  ])('%j is %i', (typed, number) => {
    expect(readWholeNumber(typed)).toBe(number);
  });

  it.each(['', ' ', '-1', '\u22121', '1.5', '١٫٥', '.5', '1 5', '1-5', '12a', '+1', '1'.repeat(16)])(
    '%j is not guessed',
    (typed) => {
      expect(readWholeNumber(typed)).toBeNull();
    },
  );
});

it.each([
  ['٢٠٢٤-٠١-٣١', '2024-01-31'],
  ['2024–01–31', '2024-01-31'],
  ['\u20682024-01-31\u2069', '2024-01-31'],
  ['AEG11‑7K3B٢D', 'AEG11-7K3B2D'],
])('%j is %j in the signs of ASCII', (typed, plain) => {
  expect(withPlainDigits(typed)).toBe(plain);
});
