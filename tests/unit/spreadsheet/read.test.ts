import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { locales } from '@/lib/i18n/locale';
import { columnTitle, type ImportColumn, importColumns, readHeader, typedRows } from '@/lib/import/import';
import {
  MAX_CELLS,
  MAX_COLUMNS,
  MAX_PARTS,
  MAX_ROW_NUMBER,
  MAX_ROWS,
  MAX_SHEETS,
  MAX_TEXT_LENGTH,
  MAX_UNPACKED_BYTES,
} from '@/lib/spreadsheet/limits.mjs';
import { readSpreadsheet } from '@/lib/spreadsheet/read';
import { readRows } from '@/lib/spreadsheet/rows.mjs';
import { xlsx } from '@/lib/spreadsheet/write-workbook';
import { until } from '@/tests/support/timing';

const WORKBOOK = 'xl/workbook.xml';
const SHEET = 'xl/worksheets/sheet1.xml';
const STRINGS = 'xl/sharedStrings.xml';
const TYPES = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A minimal workbook with these files added. */
const aWorkbook = (files: Record<string, string>): Buffer => {
  const allFiles = {
    [WORKBOOK]: '<workbook><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="rId1" Type="${TYPES}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    ...files,
  };
  return Buffer.from(
    zipSync(Object.fromEntries(Object.entries(allFiles).map(([path, text]) => [path, strToU8(text)]))),
  );
};

/** Where a file's entry is in the directory of an archive (APPNOTE 4.3.12): its name starts after 46 bytes. */
const entryOf = (archive: Buffer, path: string): number =>
  archive.indexOf(path, archive.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'))) - 46;

const sheetOf = (rows: string): string => `<worksheet><sheetData>${rows}</sheetData></worksheet>`;

/** The letters of a column, from 0: A to Z, AA to ZZ. */
const column = (index: number): string =>
  (index >= 26 ? column(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26));

describe('a spreadsheet', () => {
  const filled = async (locale: 'ar' | 'en', rows: Partial<Record<ImportColumn, string>>[]) =>
    buffer(
      xlsx({
        name: 'x',
        locale,
        columns: importColumns.map((column) => ({ name: columnTitle(column, locale), width: 20 })),
        rows: (async function* () {
          yield rows.map((row) => importColumns.map((column) => row[column] ?? ''));
        })(),
      }) as never,
    );

  it.each(locales)('from the template in %s is read in either language of the interface', async (locale) => {
    const filledIn = {
      fullName: 'نور',
      jobTitle: 'مديرة',
      email: 'n@example.org',
      presentationTitle: '=1+1',
      country: 'JO',
      organization: '+971 4',
      source: 'هاتف',
      reason: 'سبب',
    };
    const read = await readRows(await filled(locale, [filledIn]));
    if (!read.ok) throw new Error(read.reason);
    const [head = [], ...rows] = read.rows;
    const { columns, missing, unknown } = readHeader(head);
    expect({ missing, unknown }).toEqual({ missing: [], unknown: [] });
    expect(typedRows(rows, columns)).toEqual([filledIn]);
  });

  it.each([
    [';', '\uFEFF'],
    [',', ''],
    ['\t', ''],
  ])('as CSV is read with %j between its cells', async (between, mark) => {
    const csv = `${mark}Full name${between}Job title\r\n"نور"${between}مديرة\r\n${between}\r\n`;
    expect(await readRows(Buffer.from(csv))).toEqual({
      ok: true,
      rows: [
        ['Full name', 'Job title'],
        ['نور', 'مديرة'],
      ],
    });
  });

  it('of another format is named as such, and nothing is thrown', async () => {
    const reasonOf = async (bytes: Buffer) => {
      const read = await readRows(bytes);
      return read.ok ? 'ok' : read.reason;
    };
    expect(await reasonOf(Buffer.alloc(0))).toBe('empty');
    expect(await reasonOf(Buffer.from('PK\u0003\u0004 no zip', 'latin1'))).toBe('notASpreadsheet');
    expect(await reasonOf(Buffer.from([0x25, 0x50, 0x44, 0x46, 0, 1, 2, 0xff]))).toBe('notASpreadsheet');
    expect(await reasonOf(Buffer.from([0xc7, 0xe1, 0x2c, 0xe4, 0x0a]))).toBe('notUtf8');
    expect(await reasonOf(Buffer.from('\r\n;;\r\n'))).toBe('empty');
    expect(await reasonOf(Buffer.from('a,b\r\n'.repeat(MAX_ROWS + 2)))).toBe('tooManyRows');
    expect(await reasonOf(Buffer.from('a,"b\r\n'))).toBe('notASpreadsheet');
  });

  it('is refused with the reason as soon as it is too large', async () => {
    const reasonOf = async (sheet: string, moreFiles: Record<string, string> = {}) => {
      const read = await readRows(aWorkbook({ [SHEET]: sheetOf(sheet), ...moreFiles }));
      return read.ok ? read.rows.length : read.reason;
    };
    // After the limit comes unreadable data, which is never reached.
    const unreadable = '<row r="1"><c r="?"/></row>';
    const cells = (row: number, count: number) =>
      Array.from({ length: count }, (_, index) => `<c r="${column(index)}${row}"><v>1</v></c>`).join('');
    const rows = (count: number, of = (row: number) => cells(row, 1)) =>
      Array.from({ length: count }, (_, index) => `<row r="${index + 1}">${of(index + 1)}</row>`).join('');

    expect(await reasonOf(rows(MAX_ROWS + 1))).toBe(MAX_ROWS + 1);
    expect(await reasonOf(rows(MAX_ROWS + 2) + unreadable)).toBe('tooManyRows');
    expect(await reasonOf(`<row r="${MAX_ROW_NUMBER + 1}">${cells(MAX_ROW_NUMBER + 1, 1)}</row>`)).toBe(
      'tooManyRows',
    );
    expect(await reasonOf(rows(1, (row) => cells(row, MAX_COLUMNS)))).toBe(1);
    expect(await reasonOf(rows(1, (row) => cells(row, MAX_COLUMNS + 1)) + unreadable)).toBe('tooManyColumns');
    expect(await reasonOf(rows(MAX_CELLS / MAX_COLUMNS + 1, (row) => cells(row, MAX_COLUMNS)))).toBe(
      'tooLarge',
    );

    const long = 'ن'.repeat(MAX_TEXT_LENGTH + 1);
    const inline = `<row r="1"><c r="A1" t="inlineStr"><is><t>${long}</t></is></c></row>`;
    expect(await reasonOf(inline + unreadable)).toBe('textTooLong');
    const headed = `<worksheet><headerFooter>${long}</headerFooter><sheetData>${rows(1)}</sheetData></worksheet>`;
    expect(await reasonOf('', { [SHEET]: headed })).toBe(1);
    const shared = { [STRINGS]: `<sst><si><r><t>${long.slice(2)}</t></r><r><t>${long}</t></r></si></sst>` };
    // Another cell has a style that does not exist.
    const referring = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="9"><v>1</v></c></row>';
    expect(await reasonOf(referring, shared)).toBe('textTooLong');
    // A text of another sheet.
    expect(await reasonOf(rows(1), shared)).toBe(1);

    const sheets = Array.from(
      { length: MAX_SHEETS + 1 },
      (_, index) => `<sheet name="${index}" r:id="rId1"/>`,
    );
    const workbook = { [WORKBOOK]: `<workbook><sheets>${sheets.join('')}</sheets></workbook>` };
    expect(await reasonOf(rows(1), workbook)).toBe('tooManySheets');

    const parts = Array.from({ length: MAX_PARTS }, (_, n): [string, string] => [`${n}.xml`, '']);
    expect(await reasonOf(rows(1), Object.fromEntries(parts))).toBe('tooLarge');

    const line = `"${'ن'.repeat(MAX_TEXT_LENGTH + 1)}"\r\n`;
    expect(await readRows(Buffer.from(line))).toEqual({ ok: false, reason: 'textTooLong' });
    expect(await readRows(Buffer.from(`a${','.repeat(MAX_COLUMNS)}b\r\n`))).toEqual({
      ok: false,
      reason: 'tooManyColumns',
    });
  });

  it('is read from its first sheet only: the rest of the workbook is not unpacked', async () => {
    const spaces = ' '.repeat(MAX_UNPACKED_BYTES);
    const sheet = sheetOf('<row r="1"><c r="A1" t="inlineStr"><is><t>نور</t></is></c></row>');
    const withOtherSheets = aWorkbook({
      [SHEET]: sheet,
      'xl/worksheets/sheet2.xml': spaces,
      'xl/media/a.png': spaces,
    });
    // Packed with an unknown method.
    for (const unread of ['xl/worksheets/sheet2.xml', 'xl/media/a.png'])
      withOtherSheets.writeUInt16LE(99, entryOf(withOtherSheets, unread) + 10);
    expect(await readRows(withOtherSheets)).toEqual({ ok: true, rows: [['نور']] });

    const large = aWorkbook({ [SHEET]: `${spaces}${sheet}` });
    expect(large.length).toBeLessThan(50_000);
    expect(await readRows(large)).toEqual({ ok: false, reason: 'tooLarge' });

    // The directory states a smaller size than the file has. Reading stops at the stated size.
    const lying = Buffer.from(large);
    lying.writeUInt32LE(1_000, entryOf(lying, SHEET) + 24);
    expect(await readRows(lying)).toEqual({ ok: false, reason: 'notASpreadsheet' });
  });

  it('with the empty cells and rows that programs write after the last one is read', async () => {
    const sheet = sheetOf(
      '<row r="1"><c r="A1" s="1"/><c r="B1"><v>7</v></c><c r="XFD1" s="1"/></row><row r="1048576"><c r="A1048576"/></row>',
    );
    const styles = { 'xl/styles.xml': '<styleSheet><cellXfs><xf/><xf/></cellXfs></styleSheet>' };
    expect(await readRows(aWorkbook({ [SHEET]: sheet, ...styles }))).toEqual({ ok: true, rows: [['', '7']] });
  });

  it('whose rows and cells have no address is read in their order', async () => {
    const cell = (text: string | number) => `<x:c><x:v>${text}</x:v></x:c>`;
    const many = Array.from({ length: 30 }, (_, index) => index);
    const sheet = `<x:worksheet><x:sheetData><x:row>${many.map(cell).join('')}</x:row><x:row ht="15"/><x:row>${cell(7)}<x:c r="D3"><x:v>8</x:v></x:c>${cell(9)}</x:row></x:sheetData></x:worksheet>`;
    const read = await readRows(aWorkbook({ [SHEET]: sheet }));
    if (!read.ok) throw new Error(read.reason);
    const [first = [], second = []] = read.rows;
    expect(first).toEqual(many.map(String));
    expect(second.slice(0, 5)).toEqual(['7', '', '', '8', '9']);
  });

  it('with formulas is read with their results', async () => {
    const formula = `<f>"${'ن'.repeat(MAX_TEXT_LENGTH)}"</f>`;
    const empty = Array.from({ length: MAX_ROWS + 2 }, (_, index) => index + 2)
      .map((row) => `<row r="${row}"><c r="A${row}" t="str">${formula.slice(0, 20)}</f><v></v></c></row>`)
      .join('');
    const sheet = sheetOf(`<row r="1"><c r="A1" t="str">${formula}<v>نور</v></c></row>${empty}`);
    expect(await readRows(aWorkbook({ [SHEET]: sheet }))).toEqual({ ok: true, rows: [['نور']] });
  });

  it('with an invalid date number in a date cell is read without it', async () => {
    const sheet = sheetOf('<row r="1"><c r="A1" s="0"><v>1e300</v></c><c r="B1"><v>7</v></c></row>');
    const styles = { 'xl/styles.xml': '<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>' };
    expect(await readRows(aWorkbook({ [SHEET]: sheet, ...styles }))).toEqual({ ok: true, rows: [['', '7']] });
  });

  it('that takes too much time or memory is refused, and the next one is read', async () => {
    const file = Buffer.from('a,b\r\n');
    const read = Promise.all([
      readSpreadsheet(file, { withinMs: 1 }),
      readSpreadsheet(file, { heapMb: 1 }),
      readSpreadsheet(file),
    ]);
    expect(await read).toEqual([
      { ok: false, reason: 'tookTooLong' },
      { ok: false, reason: 'tooLarge' },
      { ok: true, rows: [['a', 'b']] },
    ]);
  });

  it('is read with pauses for visitors of the site', async () => {
    const read = readSpreadsheet(Buffer.from('a,b\r\n'));
    const states = () =>
      readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
        .split(' ')
        .filter(Boolean)
        .map((child) => readFileSync(`/proc/${child}/stat`, 'utf8').match(/\) (.)/)?.[1]);
    expect(await until(() => states().includes('T'), 20_000, 1), 'the reader never stopped').not.toBeNull();
    expect(await read).toEqual({ ok: true, rows: [['a', 'b']] });
  });

  it('without the required columns is refused with their names', () => {
    expect(readHeader(['الاسم الكامل', 'لون'])).toMatchObject({ missing: ['jobTitle'], unknown: ['لون'] });
  });
});
