import { strToU8, Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { directionOf, type Locale } from '@/lib/i18n/locale';
import { lettersOf } from './column-letters.mjs';

export type Table = {
  /** The name of the sheet, shown on its tab. */
  name: string;
  locale: Locale;
  /** Widths in characters. */
  columns: { name: string; width: number }[];
  /** Rows in chunks. */
  rows: AsyncIterable<string[][]>;
};

/**
 * Writes a workbook of one sheet (ECMA-376): right to left in Arabic, with a frozen row of headings. Every value is text, so that
 * no formula runs and "+971" keeps its sign. A long text breaks within its cell, and on paper all columns fit on one page, each page
 * with the headings. Rows are streamed; the packages that write workbooks hold all rows in memory, 70 to
 * 90 MB for ten thousand.
 */
export function xlsx(table: Table): ReadableStream<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    chunks.push(chunk);
  });
  const writing = writeParts(zip, table);
  return new ReadableStream({
    async pull(controller) {
      // The compression produces output only now and then, so writing continues until there is some.
      while (chunks.length === 0 && !(await writing.next()).done);
      for (const chunk of chunks.splice(0)) controller.enqueue(chunk);
      if ((await writing.next()).done) {
        for (const chunk of chunks.splice(0)) controller.enqueue(chunk);
        controller.close();
      }
    },
    async cancel() {
      await writing.return(undefined);
      zip.terminate();
    },
  });
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Style 1 is bold text, style 2 plain text; both break lines within their cells. */
const style = (font: number) =>
  `<xf numFmtId="49" fontId="${font}" applyFont="1" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>`;

/** Repeats the row of headings on each printed page. */
const printTitles = (sheet: string) =>
  `<definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">${escaped(`'${sheet.replaceAll("'", "''")}'!$1:$1`)}</definedName></definedNames>`;

/** The files that are the same for every table except for the sheet's name. */
const fixedParts = (name: string): Record<string, string> => ({
  '[Content_Types].xml': `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPES}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPES}.styles+xml"/></Types>`,
  '_rels/.rels': `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${escaped(name.slice(0, 31))}" sheetId="1" r:id="rId1"/></sheets>${printTitles(name.slice(0, 31))}</workbook>`,
  'xl/_rels/workbook.xml.rels': `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
  'xl/styles.xml': `${XML}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Arial"/></font><font><b/><sz val="11"/><name val="Arial"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/>${style(1)}${style(0)}</cellXfs></styleSheet>`,
});

/** Writes all files into the archive; pauses after each chunk of rows. */
async function* writeParts(zip: Zip, { name, locale, columns, rows }: Table): AsyncGenerator<void> {
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
    `${XML}<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0"${direction}><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData>`,
  );
  write(
    row(
      columns.map((column) => column.name),
      1,
      1,
    ),
  );
  let rowNumber = 1;
  for await (const chunk of rows) {
    write(chunk.map((values) => row(values, ++rowNumber, 2)).join(''));
    yield;
  }
  // A4, one page wide and as many pages high as it takes.
  write('</sheetData><pageSetup paperSize="9" fitToHeight="0" orientation="landscape"/></worksheet>', true);
  zip.end();
}

/** The address of a cell, such as B7. @param column from 0 */
const addressOf = (column: number, rowNumber: number): string => lettersOf(column + 1) + rowNumber;

/** @param rowNumber from 1 */
const row = (values: string[], rowNumber: number, style: number): string =>
  `<row r="${rowNumber}">${values.map((value, column) => cell(value, addressOf(column, rowNumber), style)).join('')}</row>`;

const cell = (value: string, address: string, style: number): string =>
  value === ''
    ? `<c r="${address}" s="${style}"/>`
    : `<c r="${address}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * Escapes a text for XML and removes the characters that XML 1.0 does not allow. A workbook reads `_x0041_` as the character U+0041
 * (ST_Xstring, ECMA-376 part 1, section 22.9.2.19); the underscore of a text that only looks like it is escaped itself.
 */
const escaped = (text: string): string =>
  text
    .replace(/_(?=x[\dA-F]{4}_)/gi, '_x005F_')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML 1.0 does not allow
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Cs}/gu, '')
    .replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
