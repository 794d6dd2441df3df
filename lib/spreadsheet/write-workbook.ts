import { strToU8, Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { directionOf, type Locale } from '@/lib/i18n/locale';

export type Table = {
  /** Of the sheet, as its tab shows it. */
  name: string;
  locale: Locale;
  /** Widths in characters. */
  columns: { name: string; width: number }[];
  /** Some rows at a time. */
  rows: AsyncIterable<string[][]>;
};

/**
 * A workbook of one sheet (ECMA-376): read from right to left in Arabic, its head stays in sight, and every value is a text,
 * so that nothing is reckoned with and "+971" keeps its sign. However many rows there are, few are in memory: the packages
 * tried for this kept ten thousand rows whole, at 70 to 90 MB.
 */
export function xlsx(table: Table): ReadableStream<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    chunks.push(chunk);
  });
  const making = make(zip, table);
  return new ReadableStream({
    async pull(controller) {
      // What is made without an output yet goes on being made.
      while (chunks.length === 0 && !(await making.next()).done);
      for (const chunk of chunks.splice(0)) controller.enqueue(chunk);
      if ((await making.next()).done) {
        for (const chunk of chunks.splice(0)) controller.enqueue(chunk);
        controller.close();
      }
    },
    async cancel() {
      await making.return(undefined);
      zip.terminate();
    },
  });
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The parts of the package that are the same for every table but for the sheet's name; style 1 is bold, style 2 is text. */
const fixedParts = (name: string): Record<string, string> => ({
  '[Content_Types].xml': `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPES}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPES}.styles+xml"/></Types>`,
  '_rels/.rels': `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${escaped(name.slice(0, 31))}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
  'xl/styles.xml': `${XML}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Arial"/></font><font><b/><sz val="11"/><name val="Arial"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="49" fontId="1" applyFont="1" applyNumberFormat="1"/><xf numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>`,
});

async function* make(zip: Zip, { name, locale, columns, rows }: Table): AsyncGenerator<void> {
  for (const [path, content] of Object.entries(fixedParts(name))) {
    const part = new ZipPassThrough(path);
    zip.add(part);
    part.push(strToU8(content), true);
  }
  const sheet = new ZipDeflate('xl/worksheets/sheet1.xml');
  zip.add(sheet);
  const write = (text: string, isLast = false) => sheet.push(strToU8(text), isLast);
  const direction = directionOf(locale) === 'rtl' ? ' rightToLeft="1"' : '';
  const widths = columns.map(
    ({ width }, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  );
  write(
    `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"${direction}><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData>`,
  );
  write(
    row(
      columns.map((column) => column.name),
      1,
      1,
    ),
  );
  let number = 1;
  for await (const part of rows) {
    write(part.map((values) => row(values, ++number, 2)).join(''));
    yield;
  }
  write('</sheetData></worksheet>', true);
  zip.end();
}

/** Columns are called A, B, C …: one letter is enough for our tables. */
const place = (column: number, number: number): string => String.fromCharCode(65 + column) + number;

/** @param number of the row, from 1 */
const row = (values: string[], number: number, style: number): string =>
  `<row r="${number}">${values.map((value, column) => cell(value, place(column, number), style)).join('')}</row>`;

const cell = (value: string, at: string, style: number): string =>
  value === ''
    ? `<c r="${at}" s="${style}"/>`
    : `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text as XML takes it; the few signs that XML 1.0 cannot hold are left out. */
const escaped = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is left out
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Cs}/gu, '')
    .replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);
