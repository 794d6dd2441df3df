import { strToU8, zipSync } from 'fflate';

export const WORKBOOK = 'xl/workbook.xml';
export const SHEET = 'xl/worksheets/sheet1.xml';
export const STRINGS = 'xl/sharedStrings.xml';
export const STYLES = 'xl/styles.xml';
const TYPES = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A minimal workbook of one sheet with these files added. */
export const aWorkbook = (files: Record<string, string>): Buffer => {
  const allFiles = {
    [WORKBOOK]: '<workbook><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': relationships(['worksheet']),
    ...files,
  };
  return Buffer.from(
    zipSync(Object.fromEntries(Object.entries(allFiles).map(([path, text]) => [path, strToU8(text)]))),
  );
};

const relationships = (kinds: string[]): string =>
  `<Relationships>${kinds
    .map(
      (kind, index) =>
        `<Relationship Id="rId${index + 1}" Type="${TYPES}/${kind}" Target="worksheets/sheet${index + 1}.xml"/>`,
    )
    .join('')}</Relationships>`;

export const sheetOf = (rows: string, behind = ''): string =>
  `<worksheet><sheetData>${rows}</sheetData>${behind}</worksheet>`;

/** The letters of a column, from 0: A to Z, AA to ZZ. */
export const column = (index: number): string =>
  (index >= 26 ? column(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26));

/** A row of text cells; an empty text makes no cell. */
export const textRow = (number: number, texts: string[], attributes = ''): string =>
  `<row r="${number}"${attributes}>${texts
    .map((text, index) =>
      text === '' ? '' : `<c r="${column(index)}${number}" t="inlineStr"><is><t>${text}</t></is></c>`,
    )
    .join('')}</row>`;

type SheetOfTexts = { name: string; state?: string; kind?: string; rows: string[][] };

/** A workbook of several sheets with text cells, from row 1. */
export const workbookOf = (sheets: SheetOfTexts[]): Buffer =>
  aWorkbook({
    [WORKBOOK]: `<workbook><sheets>${sheets
      .map(
        ({ name, state = 'visible' }, index) =>
          `<sheet name="${name}" sheetId="${index + 1}" state="${state}" r:id="rId${index + 1}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationships(sheets.map(({ kind = 'worksheet' }) => kind)),
    ...Object.fromEntries(
      sheets.map(({ rows }, index) => [
        `xl/worksheets/sheet${index + 1}.xml`,
        sheetOf(rows.map((texts, row) => textRow(row + 1, texts)).join('')),
      ]),
    ),
  });
