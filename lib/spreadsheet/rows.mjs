// @ts-check
import { readCsv } from './csv.mjs';
import {
  MAX_CHARACTERS,
  MAX_COLUMNS,
  MAX_ROWS,
  MAX_ROWS_ABOVE,
  MAX_TEXT_LENGTH,
  Refusal,
} from './limits.mjs';
import { refuseCompoundFile, refuseOtherArchive } from './other-formats.mjs';
import { readWorkbook } from './workbook.mjs';

/**
 * A row that is not empty: its number in the sheet, the trimmed texts of its cells, what may be wrong with a cell by its position from
 * 0, and whether the sheet hides the row.
 * @typedef {{
 *   number: number,
 *   cells: string[],
 *   flags: Record<string, import('./cell-flags.mjs').CellFlag>,
 *   isHidden: boolean,
 * }} SheetRow
 */

/**
 * One sheet of a file. `sheet` is its name, and empty for a CSV file. `visibleSheets` counts the sheets that the workbook shows.
 * `encoding` is empty for a workbook.
 * @typedef {{
 *   sheet: string,
 *   otherSheets: { name: string, isHidden: boolean }[],
 *   visibleSheets: number,
 *   encoding: string,
 *   rows: SheetRow[],
 * }} Sheet
 */

/**
 * A sheet; or why the file is refused, with the name of its format if it is another one.
 * @typedef {({ ok: true } & Sheet)
 *   | { ok: false, reason: import('./limits.mjs').SpreadsheetProblem, format?: string }} Spreadsheet
 */

/**
 * Which sheet of a workbook is wanted: the one with a name, or by its position from 0 among those that the workbook shows.
 * @typedef {string | number} WantedSheet
 */

/**
 * Reads one sheet of a workbook (.xlsx), or a CSV file. The content decides which of the two it is, not the name.
 * A malicious file can keep this function busy for long, so only `reader.mjs`, in its own process, and tests call it.
 * @param {Uint8Array} bytes the file
 * @param {WantedSheet} [wanted]
 * @returns {Promise<Spreadsheet>}
 */
export async function readRows(bytes, wanted = 0) {
  try {
    const sheet = read(Buffer.from(bytes), wanted);
    checkLimits(sheet.rows);
    return { ok: true, ...sheet };
  } catch (error) {
    if (error instanceof Refusal) {
      const { reason, format } = error;
      return { ok: false, reason, ...(format && { format }) };
    }
    // Any other error means a zip archive that is not a workbook, or a damaged one.
    return { ok: false, reason: 'notASpreadsheet' };
  }
}

/** @param {Buffer} bytes @param {WantedSheet} wanted @returns {Sheet} */
function read(bytes, wanted) {
  if (bytes.length === 0) throw new Refusal('empty');
  refuseCompoundFile(bytes);
  if (isZip(bytes)) {
    refuseOtherArchive(bytes);
    const workbook = readWorkbook(bytes, wanted);
    return { ...workbook, encoding: '', rows: workbook.rows.map(asRow) };
  }
  const { encoding, rows } = readCsv(bytes);
  if (typeof wanted === 'number' && wanted > 0) throw new Refusal('noSuchSheet');
  const sheetRows = rows.map((row) => asRow({ ...row, isHidden: false }));
  return { sheet: '', otherSheets: [], visibleSheets: 1, encoding, rows: sheetRows };
}

/** @param {{ number: number, isHidden: boolean, cells: import('./cell-flags.mjs').Cell[] }} row @returns {SheetRow} */
const asRow = ({ number, isHidden, cells }) => ({
  number,
  isHidden,
  cells: cells.map(({ text }) => text),
  flags: Object.fromEntries(cells.flatMap(({ flag }, index) => (flag ? [[index, flag]] : []))),
});

/** The signature at the start of every zip archive that is not empty (APPNOTE 4.3.7). @param {Buffer} bytes */
const isZip = (bytes) => bytes.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004';

/** @param {SheetRow[]} rows */
function checkLimits(rows) {
  if (rows.length === 0) throw new Refusal('empty');
  if (rows.length > MAX_ROWS + MAX_ROWS_ABOVE) throw new Refusal('tooManyRows');
  if (rows.some(({ cells }) => cells.length > MAX_COLUMNS)) throw new Refusal('tooManyColumns');
  const cells = rows.flatMap((row) => row.cells);
  if (cells.some((cell) => cell.length > MAX_TEXT_LENGTH)) throw new Refusal('textTooLong');
  // In a workbook many cells can refer to one long shared string.
  if (cells.reduce((sum, cell) => sum + cell.length, 0) > MAX_CHARACTERS) throw new Refusal('tooLarge');
}
