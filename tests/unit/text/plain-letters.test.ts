import { expect, it } from 'vitest';
import { plainLetters } from '@/lib/text/plain-letters';

it.each([
  ['ﻋﻠﻲ ﺣﺴﻦ', 'علي حسن'],
  ['ﻻ', 'لا'],
  ['ﷲ', 'الله'],
  ['\uFDFA', 'صلى الله عليه وسلم'],
  ['م\uFE77', 'م\u064E'],
  ['Oﬃce', 'Office'],
  ['Ｓａｌｍａ', 'Salma'],
])('%j is stored as %j', (typed, stored) => {
  expect(plainLetters(typed)).toBe(stored);
  expect(plainLetters(stored)).toBe(stored);
});

it('everything that is no letter stays as typed', () => {
  for (const text of ['سلمى المثال', '١٠٠ ﷼', '﴾ ﴿', '½ m²', '２', 'ĳ', '，', '𝐒alma'])
    expect(plainLetters(text)).toBe(text);
});
