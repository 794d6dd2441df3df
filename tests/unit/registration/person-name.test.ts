import { describe, expect, it } from 'vitest';
import { latinNameOf, nameIn, nameInOtherLetters } from '@/lib/registration/person-name';

/** A name as registered, the recorded Latin one; in Arabic: large and small; in English: large and small. */
const cases = [
  ['سلمى المثال', 'Salma Almithal', 'سلمى المثال', 'Salma Almithal', 'Salma Almithal', 'سلمى المثال'],
  ['سلمى المثال', null, 'سلمى المثال', null, 'سلمى المثال', null],
  ['Sami Example', null, 'Sami Example', null, 'Sami Example', null],
  ['sami example', 'Sami Example', 'sami example', null, 'Sami Example', null],
  [
    'د. Sami المثال',
    'Dr Sami Almithal',
    'د. Sami المثال',
    'Dr Sami Almithal',
    'Dr Sami Almithal',
    'د. Sami المثال',
  ],
  ['Сами Пример', null, 'Сами Пример', null, 'Сами Пример', null],
  ['Сами Пример', 'Sami Primer', 'Сами Пример', null, 'Sami Primer', null],
] as const;

describe('a name', () => {
  it.each(cases)(
    '%s, in Latin letters %s, is the one in the letters of the reader, with the other one below',
    (fullName, latinName, arabic, belowArabic, english, belowEnglish) => {
      const names = { fullName, latinName };
      expect([nameIn(names, 'ar'), nameInOtherLetters(names, 'ar')]).toEqual([arabic, belowArabic]);
      expect([nameIn(names, 'en'), nameInOtherLetters(names, 'en')]).toEqual([english, belowEnglish]);
    },
  );

  it('that is registered in Latin letters is the Latin name, and one in any other letters is not', () => {
    expect(latinNameOf({ fullName: 'Sami Example', latinName: null })).toBe('Sami Example');
    expect(latinNameOf({ fullName: 'سلمى المثال', latinName: null })).toBeNull();
    expect(latinNameOf({ fullName: 'Sami المثال', latinName: null })).toBeNull();
    expect(latinNameOf({ fullName: '', latinName: null })).toBeNull();
  });
});
