import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { locales } from '@/lib/i18n/locale';
import { importColumns } from '@/lib/import/columns';
import { fileOf, findImport, preview, setColumns, storeFile } from '@/lib/import/import';
import { ignoredColumns, rowsAbove, type StoredFile, typedRows } from '@/lib/import/stored-file';
import { facts } from '@/lib/meeting/content/facts';
import { confirmAttendance } from '@/lib/registration/confirm';
import { registrationsAsCsv, registrationsAsXlsx } from '@/lib/registration/export';
import { defaultView } from '@/lib/registration/list-view';
import { idsMatching, registrationsInBatches } from '@/lib/registration/queries';
import { MAX_ROWS } from '@/lib/spreadsheet/limits.mjs';
import { aConfirmation, at, beforeDeadline } from '../../support/builders';
import { freshEmbeddedDatabase } from '../../support/database';
import { workbookOf } from '../../support/workbooks';

freshEmbeddedDatabase();

const actor = { actor: 'secretariat', by: 'rima@example.org' } as const;

/** Reads a file as the page of the import does. @returns the stored sheet, or the reason why the file is refused */
async function read(bytes: Buffer, sheet = ''): Promise<StoredFile | string> {
  const stored = await storeFile(bytes, { sheet, actor, now: beforeDeadline });
  if (!stored.ok) return [stored.reason, stored.format].filter(Boolean).join(' ');
  return fileOf({ rows: (await findImport(stored.id))?.rows ?? null }) as StoredFile;
}

const fromOffice = (name: string) => readFileSync(`tests/unit/import/spreadsheets/${name}`);

/** The rows of a file that is read, by number: the name and the verdict. */
async function verdictsOf(file: StoredFile | string) {
  if (typeof file === 'string') return file;
  const verdicts = await preview(file, beforeDeadline);
  return typedRows(file).map(({ number, texts }, index) => [number, texts.fullName, verdicts[index]?.kind]);
}

const heading = ['الاسم', 'المنصب', 'البلد'];

describe('a file from an office', () => {
  it('whose first sheet is hidden is read from the visible one, which is named, as the other one is', async () => {
    const file = await read(fromOffice('hidden.xlsx'));
    expect(file).toMatchObject({ sheet: 'القائمة', otherSheets: [{ name: 'قديم', isHidden: true }] });
    expect(await verdictsOf(file)).toEqual([[2, 'سالم علي', 'good']]);
    // A hidden sheet is read where it is asked for by name.
    expect(await verdictsOf(await read(fromOffice('hidden.xlsx'), 'قديم'))).toEqual([
      [2, 'قديم محذوف', 'good'],
    ]);
    expect(await read(fromOffice('hidden.xlsx'), 'أخرى')).toBe('noSuchSheet');
  });

  it('with merged cells has country and organization in all three rows', async () => {
    const file = (await read(fromOffice('merged.xlsx'))) as StoredFile;
    expect(typedRows(file).map(({ texts }) => [texts.country, texts.organization])).toEqual(
      Array(3).fill(['الأردن', 'وزارة الاقتصاد']),
    );
    expect(await verdictsOf(file)).toEqual([
      [2, 'سالم علي', 'good'],
      [3, 'هند سعيد', 'good'],
      [4, 'رامي عيد', 'good'],
    ]);
  });

  it('with a usual synonym as heading has that column read', async () => {
    const file = (await read(fromOffice('hdr_email.xlsx'))) as StoredFile;
    expect(typedRows(file).map(({ texts }) => texts.email)).toEqual(['h3@example.net']);
  });

  it('with blank rows in between keeps the sheet’s own row numbers', async () => {
    expect(await verdictsOf(await read(fromOffice('blankrows.xlsx')))).toEqual([
      [3, 'سالم علي', 'good'],
      [6, 'هند', 'wrong'],
    ]);
  });

  it('with a title above the headings is read below them, and the title is named', async () => {
    const file = (await read(fromOffice('titlerow.xlsx'))) as StoredFile;
    expect(file).toMatchObject({ headingRow: 3, isComplete: true });
    expect(rowsAbove(file)).toMatchObject([{ number: 1, cells: ['كشف المشاركين في الاجتماع'] }]);
    expect(await verdictsOf(file)).toEqual([[4, 'سالم علي', 'good']]);
  });

  it('with formulas has the one that is an error flagged in its row', async () => {
    const file = (await read(fromOffice('formula.xlsx'))) as StoredFile;
    expect(await preview(file, beforeDeadline)).toMatchObject([
      { kind: 'good' },
      { kind: 'wrong', problems: { cells: { fullName: 'noResult' } } },
      { kind: 'good' },
    ]);
  });

  it('as Unicode text, with a lonely quotation mark, or with marks around a comma is read', async () => {
    expect(await verdictsOf(await read(fromOffice('u16.csv')))).toEqual([[2, 'سالم علي', 'good']]);
    const file = (await read(fromOffice('quote.csv'))) as StoredFile;
    expect(typedRows(file).map(({ texts }) => texts.jobTitle)).toEqual([
      'مدير "التحول" الرقمي',
      'مديرة, إدارة',
    ]);
    expect(await verdictsOf(file)).toEqual([
      [2, 'سالم علي', 'good'],
      [3, 'هند', 'good'],
    ]);
  });

  it('in the format of another program is refused by its name', async () => {
    expect(await read(fromOffice('types.ods'))).toBe('otherFormat ODS');
  });
});

describe('a workbook', () => {
  it('whose first sheets are empty or a cover is read from the list', async () => {
    const file = await read(
      workbookOf([
        { name: 'فارغة', rows: [] },
        {
          name: 'غلاف',
          rows: [
            ['الدولة:', 'الأردن'],
            ['التاريخ:', '2024/1/1'],
          ],
        },
        { name: 'القائمة', rows: [heading, ['نور', 'مديرة', 'الأردن']] },
        { name: 'ملحق', rows: [['x']] },
      ]),
    );
    expect(file).toMatchObject({
      sheet: 'القائمة',
      otherSheets: [{ name: 'فارغة' }, { name: 'غلاف' }, { name: 'ملحق' }],
    });
  });

  it('without a sheet that holds people is refused with the reason', async () => {
    expect(await read(workbookOf([{ name: 'a', rows: [] }]))).toBe('empty');
    expect(await read(workbookOf([{ name: 'a', rows: [heading] }]))).toBe('noRows');
    const people = (count: number) => Array.from({ length: count }, () => ['نور', 'مديرة', 'الأردن']);
    const titled = (count: number) => workbookOf([{ name: 'a', rows: [['كشف'], heading, ...people(count)] }]);
    expect(await read(titled(MAX_ROWS + 1))).toBe('tooManyRows');
    expect(await read(titled(MAX_ROWS))).toMatchObject({ headingRow: 2 });
  });

  it('names every column that is not imported, also one without a heading', async () => {
    const rows = [
      [...heading, 'الهاتف', '', 'خالية'],
      ['نور', 'مديرة', 'الأردن', '0500', 'بلا عنوان', ''],
    ];
    const file = (await read(workbookOf([{ name: 'a', rows }]))) as StoredFile;
    expect(ignoredColumns(file)).toEqual([
      { index: 3, heading: 'الهاتف', samples: ['0500'] },
      { index: 4, heading: '', samples: ['بلا عنوان'] },
      { index: 5, heading: 'خالية', samples: [] },
    ]);
  });

  it('with unknown headings is asked about, and the next one with the same headings is not', async () => {
    const workbook = () =>
      workbookOf([
        {
          name: 'a',
          rows: [
            ['المكرَّم', 'عمله'],
            ['نور', 'مديرة'],
          ],
        },
      ]);
    const stored = await storeFile(workbook(), { sheet: '', actor, now: beforeDeadline });
    if (!stored.ok) throw new Error(stored.reason);
    expect(fileOf({ rows: (await findImport(stored.id))?.rows ?? null })).toMatchObject({
      isComplete: false,
      headingRow: 1,
      columns: [null, null],
    });
    await setColumns(stored.id, ['fullName', 'jobTitle']);
    expect(fileOf({ rows: (await findImport(stored.id))?.rows ?? null })).toMatchObject({ isComplete: true });
    const next = await read(workbook());
    expect(next).toMatchObject({ isComplete: true });
    expect(await verdictsOf(next)).toEqual([[2, 'نور', 'good']]);
    const spelled = workbookOf([
      {
        name: 'a',
        rows: [
          ['المكرّم:', 'عملة'],
          ['هند', 'مديرة'],
        ],
      },
    ]);
    expect(await verdictsOf(await read(spelled))).toEqual([[2, 'هند', 'good']]);
  });
});

describe('our own files', () => {
  it.each(locales)('in %s are read back: every person is known with the same values', async (locale) => {
    await confirmAttendance(
      aConfirmation({ country: 'PS', organization: '+971 4', presentationTitle: '=1+1' }),
      at(beforeDeadline),
    );
    await confirmAttendance(
      aConfirmation({ fullName: 'Guest Example', email: 'guest@example.org', country: 'CI' }),
      at(beforeDeadline),
    );
    const ids = await idsMatching(facts, defaultView, { locale });
    for (const file of [
      await buffer(registrationsAsCsv(registrationsInBatches(ids), locale)),
      await buffer(registrationsAsXlsx(registrationsInBatches(ids), locale) as never),
    ]) {
      const stored = (await read(file)) as StoredFile;
      expect(stored.columns.filter(Boolean)).toHaveLength(importColumns.length - 1);
      expect(await preview(stored, beforeDeadline)).toMatchObject([{ kind: 'known' }, { kind: 'known' }]);
    }
  });
});
