import { describe, expect, it } from 'vitest';
import { lookAlikeKey, nameKey, nameSearchKey, searchWords } from '@/lib/text/name-keys';
import { readCases } from '../../support/cases';

const cases = readCases('tests/unit/text/identity.tsv');

describe('identity', () => {
  it.each(cases)('%j and %j are the same person at one address: %s', (name, otherName, isSame) => {
    expect(nameKey(name) === nameKey(otherName)).toBe(isSame === 'yes');
  });

  it.each([
    ['ЅALMA', 'Salma'],
    ['Νour', 'Nour'],
    ['Omαr', 'Omar'],
    ['Eνa', 'Eva'],
    ['ѕᴀʟᴍᴀ', 'Salma'],
    ['د.\u3164 خالد', 'د. خالد'],
    ['ا.\u00AD', 'ا.'],
    ['ا.\u3164', 'ا.'],
    ['Владимир', 'ВЛАДИМИР'],
  ])('%j and %j look the same to a reader', (name, otherName) => {
    expect(nameKey(name)).toBe(nameKey(otherName));
  });

  it('tells names apart that a reader can tell apart, however similar they look', () => {
    const names = [
      'Salma',
      'Selma',
      'Salima',
      'Владимир',
      'Ηλίας',
      'سلمى',
      'سالم',
      'سلمة',
      'عمر',
      'عمرو',
      'عامر',
    ];
    expect(new Set(names.map(nameKey)).size).toBe(names.length);
  });

  it('keeps a name of signs alone', () => {
    expect(nameKey('–')).not.toBe(nameKey('+'));
  });
});

describe('look-alikes', () => {
  it.each([
    ['Ahmad Salim', 'Ahmed Saleem'],
    ['Mohammed Hussein', 'Muhammad Husain'],
    ['Noor Khalid', 'Nour Khaled'],
    ['Sara Yousif', 'Sarah Yousef'],
    ['Aly Abdalla', 'Ali Abdallah'],
    ['Qasim Omar', 'Kasem Umar'],
    ['عبد الرحمن علي', 'عبد الرحمان علي'],
    ['علاء حسن', 'علا حسن'],
    ['ڤيكتور نمر', 'فيكتور نمر'],
    ['رئيس حسن', 'ريّس حسن'],
    ['Dr. Ahmad Salim', 'Ahmad Salem'],
  ])('are %s and %s', (name, otherName) => {
    expect(lookAlikeKey(name)).toBe(lookAlikeKey(otherName));
  });

  it.each([
    ['عمر سالم', 'عمرو سالم'],
    ['سلمى حسن', 'سلمان حسن'],
    ['نور عبد الله', 'نور عبد الإله'],
    ['حسن علي', 'حسين علي'],
    ['سالم علي', 'سليم علي'],
    ['علاء حسن', 'علي حسن'],
    ['Hassan Ali', 'Hussein Ali'],
    ['Omar Ali', 'Amr Ali'],
    ['Salma Ali', 'Salman Ali'],
  ])('are not %s and %s', (name, otherName) => {
    expect(lookAlikeKey(name)).not.toBe(lookAlikeKey(otherName));
  });

  it('are all names of one person, and nobody without letters', () => {
    for (const [name = '', otherName = '', isSame] of cases) {
      if (isSame === 'yes') expect(lookAlikeKey(name), name).toBe(lookAlikeKey(otherName));
    }
    expect(lookAlikeKey('–')).toBe('');
  });
});

describe('the words for the search', () => {
  it('are divided at hyphens and not at apostrophes', () => {
    expect(searchWords("Ma’moun O'Sample Al-Samir")).toEqual(['mamoun', 'osample', 'al', 'samir']);
  });

  it('of a name are also joined with their neighbours, and found without the article', () => {
    expect(nameSearchKey(['عبد الله راشد', null])).toContain(' عبدالله ');
    expect(nameSearchKey(['Abd al-Rahman'])).toContain(' abdalrahman ');
    expect(nameSearchKey(['خالد العيسى'])).toContain(' عيسي ');
    expect(nameSearchKey(['Omar Alsamir'])).toContain(' samir ');
    expect(nameSearchKey([null, null])).toBe('');
  });
});
