import { describe, expect, it } from 'vitest';
import { locales } from '@/lib/i18n/locale';
import {
  columnTitle,
  findHeadings,
  type ImportColumn,
  importColumns,
  recognizeColumns,
  repeatsHeadings,
} from '@/lib/import/columns';
import { importSources, sourceNamed, wordsFor } from '@/lib/import/sources';
import { exportColumns } from '@/lib/registration/export';
import { columnName } from '@/lib/registration/list-columns';

const rows = (...texts: string[][]) =>
  texts.map((cells, index) => ({ number: index + 1, cells, flags: {}, isHidden: false }));

describe('a heading', () => {
  it.each<[string, ImportColumn | null]>([
    ['Name', 'fullName'],
    ['NAME *', 'fullName'],
    ['الاسم', 'fullName'],
    ['الأسم الكامل:', 'fullName'],
    ['الاسم / Name', 'fullName'],
    ['الاسم الكامل\nFull name', 'fullName'],
    ['الاسم (باللغة العربية)', 'fullName'],
    ['Title', 'jobTitle'],
    ['المنصب', 'jobTitle'],
    ['الوظيفه', 'jobTitle'],
    ['Email', 'email'],
    ['E-mail', 'email'],
    ['E-Mail Address (required)', 'email'],
    ['البريد الالكترونى', 'email'],
    ['بريد إلكتروني', 'email'],
    ['الإيميل', 'email'],
    ['Organisation', 'organization'],
    ['الوزارة/الهيئة', 'organization'],
    ['البلد', 'country'],
    ['Member State', 'country'],
    ['طريقة الورود', 'source'],
    ['Received through', 'source'],
    ['Name / Title', null],
    ['Title (Mr/Ms)', null],
    ['الهاتف', null],
    ['Name in Latin letters', null],
    ['', null],
  ])('%j is recognized as %s', (heading, column) => {
    expect(recognizeColumns([heading])).toEqual([column]);
  });

  it.each(locales)(
    'of our own list in %s is recognized only where it is a column of the import',
    (locale) => {
      const titles = importColumns.map((column) => columnTitle(column, locale));
      for (const { name } of exportColumns(locale)) {
        if (name === columnName('latinName', 'en')) continue;
        const index = titles.indexOf(name);
        expect(recognizeColumns([name]), name).toEqual([index < 0 ? null : importColumns[index]]);
      }
    },
  );
});

describe('the row of headings', () => {
  const headings = ['الاسم', 'المنصب', 'الهاتف'];
  const none = () => undefined;

  it('is found below titles, and is the one that names the most columns', () => {
    expect(
      findHeadings(rows(['كشف المشاركين'], ['بتاريخ', '2024'], headings, ['نور', 'مديرة', '1']), none),
    ).toEqual({
      row: 3,
      choice: ['fullName', 'jobTitle', null],
      isComplete: true,
    });
    const twoRows = rows(
      ['الاسم', 'المنصب', 'الاتصال', ''],
      ['الاسم', 'المنصب', 'البريد', 'الهاتف'],
      ['نور'],
    );
    expect(findHeadings(twoRows, none)).toMatchObject({
      row: 2,
      choice: ['fullName', 'jobTitle', 'email', null],
    });
  });

  it('leaves a question where a needed column is missing, or two columns claim to be the same', () => {
    expect(findHeadings(rows(['الاسم', 'العمر'], ['نور', '40']), none)).toMatchObject({
      row: 1,
      isComplete: false,
    });
    const twoNames = rows(['الاسم', 'Name', 'المنصب'], ['نور', 'Nour', 'مديرة']);
    expect(findHeadings(twoNames, none)).toMatchObject({ isComplete: false });
  });

  it('is the one for which somebody has chosen the columns before', () => {
    const choice: (ImportColumn | null)[] = ['jobTitle', 'fullName'];
    const remembered = (cells: string[]) => (cells[0] === 'س' ? choice : undefined);
    expect(findHeadings(rows(['الاسم', 'المنصب'], ['س', 'ص'], ['مديرة', 'نور']), remembered)).toEqual({
      row: 2,
      choice,
      isComplete: true,
    });
  });

  it('is recognized again further down, in either language', () => {
    const choice = recognizeColumns(headings);
    expect(repeatsHeadings(headings, choice)).toBe(true);
    expect(repeatsHeadings(['Name', 'Title', 'Phone'], choice)).toBe(true);
    expect(repeatsHeadings(['نور', 'مديرة', '1'], choice)).toBe(false);
    expect(repeatsHeadings(['Name', '', ''], choice)).toBe(false);
  });
});

describe('how a confirmation was received', () => {
  it.each([
    ['كتاب رسمي', 'noteVerbale'],
    ['الكتاب الرسمى', 'noteVerbale'],
    ['خطاب', 'noteVerbale'],
    ['مذكرة شفوية', 'noteVerbale'],
    ['Official letter', 'noteVerbale'],
    ['Note Verbale', 'noteVerbale'],
    ['بريد إلكتروني', 'email'],
    ['ايميل', 'email'],
    ['E-mail', 'email'],
    ['email', 'email'],
    ['هاتفيا', 'telephone'],
    ['اتصال هاتفي', 'telephone'],
    ['Phone', 'telephone'],
    ['بالحمام الزاجل', undefined],
    ['form', undefined],
    ['', undefined],
  ])('%j means %s', (words, source) => {
    expect(sourceNamed(words)).toBe(source);
  });

  it('is known by one way only for each word', () => {
    for (const source of importSources)
      for (const locale of locales)
        for (const word of wordsFor(source, locale)) expect(sourceNamed(word), word).toBe(source);
  });
});
