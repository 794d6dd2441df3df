import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { locales } from '@/lib/i18n/locale';
import { columnTitle, findHeadings, type ImportColumn, importColumns } from '@/lib/import/columns';
import { toStoredFile, typedRows } from '@/lib/import/stored-file';
import {
  MAX_CELLS,
  MAX_COLUMNS,
  MAX_PARTS,
  MAX_ROW_NUMBER,
  MAX_ROWS,
  MAX_ROWS_ABOVE,
  MAX_SHEETS,
  MAX_TEXT_LENGTH,
  MAX_UNPACKED_BYTES,
} from '@/lib/spreadsheet/limits.mjs';
import { readSpreadsheet } from '@/lib/spreadsheet/read';
import { readRows } from '@/lib/spreadsheet/rows.mjs';
import { xlsx } from '@/lib/spreadsheet/write-workbook';
import { until } from '@/tests/support/timing';
import {
  aWorkbook,
  column,
  SHEET,
  STRINGS,
  STYLES,
  sheetOf,
  textRow,
  WORKBOOK,
  workbookOf,
} from '@/tests/support/workbooks';

/** Where a file's entry is in the directory of an archive (APPNOTE 4.3.12): its name starts after 46 bytes. */
const entryOf = (archive: Buffer, path: string): number =>
  archive.indexOf(path, archive.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'))) - 46;

/** The texts of the rows that are read, or the reason why the file is refused. */
const textsOf = async (bytes: Buffer) => {
  const read = await readRows(bytes);
  return read.ok ? read.rows.map(({ cells }) => cells) : read.reason;
};

/** What may be wrong with the cells of the first row, by position. */
const flagsOf = async (bytes: Buffer) => {
  const read = await readRows(bytes);
  return read.ok ? read.rows[0]?.flags : read.reason;
};

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
    const headings = findHeadings(read.rows, () => undefined);
    expect(headings).toEqual({ row: 1, choice: [...importColumns], isComplete: true });
    const rows = typedRows(toStoredFile(read, headings));
    expect(rows.map(({ texts, flags }) => ({ texts, flags }))).toEqual([{ texts: filledIn, flags: {} }]);
  });

  it.each([
    [';', '\uFEFF'],
    [',', ''],
    ['\t', ''],
  ])('as CSV is read with %j between its cells', async (between, mark) => {
    const csv = `${mark}Full name${between}Job title\r\n"نور"${between}مديرة\r\n${between}\r\n`;
    expect(await textsOf(Buffer.from(csv))).toEqual([
      ['Full name', 'Job title'],
      ['نور', 'مديرة'],
    ]);
  });

  it.each([
    ['what its line sep= says, which is no row', 'sep=;\r\nاسم;عمل, وظيفة\r\n', [['اسم', 'عمل, وظيفة']], 1],
    ['a separator of its own', 'sep=|\nاسم|عمل\n', [['اسم', 'عمل']], 1],
    [
      'separators inside quotes',
      '"الاسم; الكامل","العمل"\n"س, م","a;b"\n',
      [
        ['الاسم; الكامل', 'العمل'],
        ['س, م', 'a;b'],
      ],
      1,
    ],
    [
      'a title with commas above semicolons',
      'كشف, وزارة, قسم, 1\nاسم;عمل\nنور;مديرة\n',
      [['كشف, وزارة, قسم, 1'], ['اسم', 'عمل'], ['نور', 'مديرة']],
      1,
    ],
    ['a mark inside a cell', 'نور,مدير "التحول" الرقمي,x\n', [['نور', 'مدير "التحول" الرقمي', 'x']], 1],
    [
      'a mark only at the start',
      'نور,"مدير,x\nهند,مديرة,y\n',
      [
        ['نور', '"مدير', 'x'],
        ['هند', 'مديرة', 'y'],
      ],
      1,
    ],
    ['text behind the closing mark', 'نور,"مدير" عام,x\n', [['نور', '"مدير" عام', 'x']], 1],
    [
      'a mark at the start, and a quoted cell below',
      'نور,"مدير,x\nهند,"مديرة, عامة",y\n',
      [
        ['نور', '"مدير', 'x'],
        ['هند', 'مديرة, عامة', 'y'],
      ],
      1,
    ],
    ['doubled marks', '"نور ""المثال""",x\n', [['نور "المثال"', 'x']], 1],
    ['line breaks in a quoted cell', '"نور\r\nالمثال",x\n', [['نور\r\nالمثال', 'x']], 1],
    ['blank lines, which count', '\n\nنور,x\n', [['نور', 'x']], 3],
    [
      'old line ends',
      'نور,x\rهند,y',
      [
        ['نور', 'x'],
        ['هند', 'y'],
      ],
      1,
    ],
  ])('as CSV is read with %s', async (_, csv, texts, firstNumber) => {
    expect(await textsOf(Buffer.from(csv))).toEqual(texts);
    expect(await readRows(Buffer.from(csv))).toMatchObject({
      rows: [{ number: firstNumber }, ...texts.slice(1).map(() => ({}))],
    });
  });

  it('as text is read in the encodings of Excel: UTF-8, UTF-16 and Arabic Windows', async () => {
    const text = 'الاسم\tالعمل\r\nنور\tمديرة\r\n';
    const texts = [
      ['الاسم', 'العمل'],
      ['نور', 'مديرة'],
    ];
    const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le');
    expect(await textsOf(utf16)).toEqual(texts);
    expect(await textsOf(Buffer.from(utf16).swap16())).toEqual(texts);
    // الاسم and نور in windows-1256, separated by a semicolon.
    const windows = Buffer.from([0xc7, 0xe1, 0xc7, 0xd3, 0xe3, 0x3b, 0xe4, 0xe6, 0xd1, 0x0a]);
    expect(await readRows(windows)).toMatchObject({
      encoding: 'windows-1256',
      rows: [{ cells: ['الاسم', 'نور'] }],
    });
    // وICT in windows-1256.
    expect(await textsOf(Buffer.from([0xe6, 0x49, 0x43, 0x54, 0x2c, 0xe4, 0x0a]))).toEqual([['وICT', 'ن']]);
    expect(await readRows(Buffer.from(text))).toMatchObject({ encoding: 'utf-8' });
  });

  it.each([
    ['windows-1252', [0x4a, 0xf6, 0x72, 0x67]],
    ['windows-1252 in capitals', [0x4d, 0xd6, 0x4c, 0x4c]],
    ['ISO 8859-6', [0xe7, 0xe6, 0xcf, 0xea]],
  ])('as text in another encoding, %s, is refused instead of being read wrongly', async (_, bytes) => {
    expect(await textsOf(Buffer.from([...bytes, 0x0a]))).toBe('unknownEncoding');
  });

  it('of another format is named, and nothing is thrown', async () => {
    const compound = (name: string) =>
      Buffer.concat([
        Buffer.from('d0cf11e0a1b11ae1', 'hex'),
        Buffer.alloc(600),
        Buffer.from(name, 'utf16le'),
      ]);
    const zip = (files: Record<string, string>) => aWorkbook(files);
    const ods = readFileSync('tests/unit/import/spreadsheets/types.ods');
    for (const [bytes, format] of [
      [ods, 'ODS'],
      [compound('Workbook'), 'XLS'],
      [Buffer.from([9, 4, 6, 0, 0, 0, 0x10, 0]), 'XLS'],
      [zip({ 'xl/workbook.bin': '' }), 'XLSB'],
      [zip({ 'Index/Document.iwa': '' }), 'Numbers'],
      [Buffer.from('<html><table><tr><td>نور</td></tr></table></html>'), 'HTML'],
      [
        Buffer.from('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'),
        'XML',
      ],
    ] as const) {
      expect(await readRows(bytes), format).toEqual({ ok: false, reason: 'otherFormat', format });
    }
    expect(await textsOf(compound('EncryptedPackage'))).toBe('encrypted');
    expect(await textsOf(compound('WordDocument'))).toBe('notASpreadsheet');
    expect(await textsOf(Buffer.alloc(0))).toBe('empty');
    expect(await textsOf(Buffer.from('PK\u0003\u0004 no zip', 'latin1'))).toBe('notASpreadsheet');
    expect(await textsOf(Buffer.from([0x25, 0x50, 0x44, 0x46, 0, 1, 2, 0xff]))).toBe('notASpreadsheet');
    expect(await textsOf(Buffer.from('%PDF-1.7'))).toBe('notASpreadsheet');
    expect(await textsOf(Buffer.from('\r\n;;\r\n'))).toBe('empty');
    expect(await textsOf(Buffer.from('a,b\r\n'.repeat(MAX_ROWS + MAX_ROWS_ABOVE + 1)))).toBe('tooManyRows');
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

    const most = MAX_ROWS + MAX_ROWS_ABOVE;
    expect(await reasonOf(rows(most))).toBe(most);
    expect(await reasonOf(rows(most + 1) + unreadable)).toBe('tooManyRows');
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
    expect(await textsOf(withOtherSheets)).toEqual([['نور']]);

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
    expect(await textsOf(aWorkbook({ [SHEET]: sheet, ...styles }))).toEqual([['', '7']]);
  });

  it('whose rows and cells have no address is read in their order', async () => {
    const cell = (text: string | number) => `<x:c><x:v>${text}</x:v></x:c>`;
    const many = Array.from({ length: 30 }, (_, index) => index);
    const sheet = `<x:worksheet><x:sheetData><x:row>${many.map(cell).join('')}</x:row><x:row ht="15"/><x:row>${cell(7)}<x:c r="D3"><x:v>8</x:v></x:c>${cell(9)}</x:row></x:sheetData></x:worksheet>`;
    expect(await readRows(aWorkbook({ [SHEET]: sheet }))).toMatchObject({
      rows: [
        { number: 1, cells: many.map(String) },
        { number: 3, cells: ['7', '', '', '8', '9'] },
      ],
    });
  });

  it('with formulas is read with their results', async () => {
    const formula = `<f>"${'ن'.repeat(MAX_TEXT_LENGTH)}"</f>`;
    const empty = Array.from({ length: MAX_ROWS + 2 }, (_, index) => index + 2)
      .map((row) => `<row r="${row}"><c r="A${row}" t="str">${formula.slice(0, 20)}</f><v></v></c></row>`)
      .join('');
    const sheet = sheetOf(`<row r="1"><c r="A1" t="str">${formula}<v>نور</v></c></row>${empty}`);
    expect(await textsOf(aWorkbook({ [SHEET]: sheet }))).toEqual([['نور']]);
  });

  const styles = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-1170000]B2dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="0000000000"/><numFmt numFmtId="166" formatCode="[$-3801]dddd d mmmm yyyy"/><numFmt numFmtId="167" formatCode="[$-1060401]d/m/yyyy"/><numFmt numFmtId="168" formatCode="#,##0\\ &quot;days&quot;"/></numFmts><cellXfs>${[0, 14, 164, 165, 166, 167, 168].map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs></styleSheet>`;

  it.each([
    ['a number', '<v>971501234567</v>', '', '971501234567', 'number'],
    ['a number with an exponent', '<v>9.71501234567E11</v>', '', '971501234567', 'number'],
    ['a number that is shown with zeros at its start', '<v>501234567</v>', 's="3"', '0501234567', 'number'],
    ['a number that is shown with a word', '<v>5</v>', 's="6"', '5', 'number'],
    ['a sum that computers write inexactly', '<v>0.30000000000000004</v>', '', '0.3', 'number'],
    [
      'a number of more digits than are kept',
      '<v>1234567890123456</v>',
      '',
      '1234567890123456',
      'lostDigits',
    ],
    ['a date', '<v>45306</v>', 's="1"', '2024-01-15', 'date'],
    ['a date with a time', '<v>45306.5</v>', 's="1"', '2024-01-15 12:00', 'date'],
    ['a date in Arabic words', '<v>45306</v>', 's="4"', '2024-01-15', 'date'],
    ['a Hijri date', '<v>45306</v>', 's="2"', '45306', 'unclearDate'],
    ['a date of the Hijri calendar of Arabic Windows', '<v>45306</v>', 's="5"', '45306', 'unclearDate'],
    ['a date that does not exist', '<v>1e300</v>', 's="1"', '1e300', 'unclearDate'],
    ['a written date', '<v>2024-01-15T00:00:00Z</v>', 't="d"', '2024-01-15', 'date'],
    ['a written Hijri date', '<v>1445-07-03</v>', 't="d"', '1445-07-03', 'unclearDate'],
    ['an error', '<f>NA()</f><v>#N/A</v>', 't="e"', '#N/A', 'error'],
    ['an error as text', '<is><t>#REF!</t></is>', 't="inlineStr"', '#REF!', 'error'],
    ['a logical value', '<v>1</v>', 't="b"', 'TRUE', 'boolean'],
    ['a formula without a result', '<f>NA()</f><v></v>', '', '', 'noResult'],
  ])('is read with %s in a cell, which is flagged', async (_, content, attributes, text, flag) => {
    const sheet = sheetOf(`<row r="1"><c r="A1" ${attributes}>${content}</c></row>`);
    const workbook = aWorkbook({ [SHEET]: sheet, [STYLES]: styles });
    expect(await textsOf(workbook)).toEqual([[text]]);
    expect(await flagsOf(workbook)).toEqual({ 0: flag });
  });

  it('with dates that count from 1904 is read with the right days', async () => {
    const sheet = sheetOf('<row r="1"><c r="A1" s="1"><v>43844</v></c></row>');
    const workbook = `<workbook><workbookPr date1904="1"/><sheets><sheet name="a" r:id="rId1"/></sheets></workbook>`;
    expect(await textsOf(aWorkbook({ [SHEET]: sheet, [STYLES]: styles, [WORKBOOK]: workbook }))).toEqual([
      ['2024-01-15'],
    ]);
  });

  it('as CSV is flagged where a spreadsheet program wrote an error or lost digits', async () => {
    expect(await flagsOf(Buffer.from('#N/A,9.71501E+11,###,Err:502,نور#1,1.5\n'))).toEqual({
      0: 'error',
      1: 'lostDigits',
      2: 'error',
      3: 'error',
    });
  });

  it('with texts in several runs, escaped signs and empty text cells is read as it is shown', async () => {
    const sheet = sheetOf(
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><r><t>نور</t></r><r><t xml:space="preserve"> </t></r><r><t>المثال</t></r><rPh><t>x</t></rPh></is></c><c r="C1" t="inlineStr"></c><c r="D1" t="inlineStr"><is><t>a_x0009_b</t></is></c></row>',
    );
    const strings = '<sst><si><r><t>مدي</t></r><r><t>رة</t></r><rPh><t>x</t></rPh></si></sst>';
    expect(await textsOf(aWorkbook({ [SHEET]: sheet, [STRINGS]: strings }))).toEqual([
      ['مديرة', 'نور المثال', '', 'a\tb'],
    ]);
  });

  it('with merged cells has their value in each row, but no value in a column beside', async () => {
    const rows = `${textRow(1, ['نور', '', 'الأردن'])}${textRow(2, ['هند', '', ''])}${textRow(3, ['', '', ''])}${textRow(4, ['سعيد', 'مدير', ''])}`;
    const merges = '<mergeCells><mergeCell ref="C1:C4"/><mergeCell ref="A1:B1"/></mergeCells>';
    expect(await readRows(aWorkbook({ [SHEET]: sheetOf(rows, merges) }))).toMatchObject({
      rows: [
        { number: 1, cells: ['نور', '', 'الأردن'], flags: { 1: 'merged' } },
        { number: 2, cells: ['هند', '', 'الأردن'], flags: {} },
        { number: 4, cells: ['سعيد', 'مدير', 'الأردن'], flags: {} },
      ],
    });
    const all = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'.repeat(2);
    const many = Array.from({ length: MAX_ROWS }, (_, index) => textRow(index + 1, ['نور'])).join('');
    expect(await textsOf(aWorkbook({ [SHEET]: sheetOf(many, all) }))).toBe('tooLarge');
  });

  it('is read from the wanted sheet, with its name, those of the others, and its hidden rows', async () => {
    const workbook = workbookOf([
      { name: 'قديم', state: 'hidden', rows: [['قديم']] },
      { name: 'رسم', kind: 'chartsheet', rows: [] },
      { name: 'غلاف', rows: [['وزارة']] },
      { name: 'القائمة', rows: [['نور']] },
      { name: 'سرّي', state: 'veryHidden', rows: [['سر']] },
    ]);
    expect(await readRows(workbook)).toMatchObject({
      sheet: 'غلاف',
      visibleSheets: 2,
      otherSheets: [
        { name: 'قديم', isHidden: true },
        { name: 'القائمة', isHidden: false },
        { name: 'سرّي', isHidden: true },
      ],
    });
    expect(await readRows(workbook, 1)).toMatchObject({ sheet: 'القائمة', rows: [{ cells: ['نور'] }] });
    expect(await readRows(workbook, 'قديم')).toMatchObject({ sheet: 'قديم' });
    expect(await readRows(workbook, 2)).toEqual({ ok: false, reason: 'noSuchSheet' });
    expect(await readRows(workbook, 'أخرى')).toEqual({ ok: false, reason: 'noSuchSheet' });
    const hidden = aWorkbook({ [SHEET]: sheetOf(textRow(1, ['نور'], ' hidden="1"') + textRow(2, ['هند'])) });
    expect(await readRows(hidden)).toMatchObject({ rows: [{ isHidden: true }, { isHidden: false }] });
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
      expect.objectContaining({ ok: true, rows: [expect.objectContaining({ cells: ['a', 'b'] })] }),
    ]);
    const workbook = workbookOf([
      { name: 'أولى', rows: [['1']] },
      { name: 'ثانية', rows: [['2']] },
    ]);
    expect(await readSpreadsheet(workbook, { wanted: 1 })).toMatchObject({ sheet: 'ثانية' });
    expect(await readSpreadsheet(workbook, { wanted: 'أولى' })).toMatchObject({ sheet: 'أولى' });
  });

  it('of a large size is read with pauses for visitors of the site', async () => {
    const row = Array.from({ length: 40 }, () => 'x'.repeat(95));
    const read = readSpreadsheet(workbookOf([{ name: 'a', rows: Array.from({ length: 500 }, () => row) }]));
    const states = () =>
      readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
        .split(' ')
        .filter(Boolean)
        .map((child) => readFileSync(`/proc/${child}/stat`, 'utf8').match(/\) (.)/)?.[1]);
    expect(await until(() => states().includes('T'), 20_000, 1), 'the reader never stopped').not.toBeNull();
    expect(await read).toMatchObject({ ok: true, rows: Array(500).fill({}) });
  });
});
