// @ts-check
import { readCsv } from './csv.mjs';
import { MAX_CHARACTERS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT_LENGTH, Refusal } from './limits.mjs';
import { readWorkbook } from './workbook.mjs';

/**
 * A spreadsheet as its rows that hold something, each cell a trimmed text; or why it is not read.
 * @typedef {{ ok: true, rows: string[][] } | { ok: false, reason: import('./limits.mjs').SpreadsheetProblem }} Spreadsheet
 */

/**
 * Reads the first sheet of a workbook (.xlsx) or a CSV file in UTF-8, told apart by what is in it, whatever it is called. A file
 * made to be hard to read keeps its reader busy: only `reader.mjs` and tests call this.
 * @param {Uint8Array} bytes the file
 * @returns {Promise<Spreadsheet>}
 */
export async function readRows(bytes) {
  try {
    const all = isZip(bytes) ? await readWorkbook(bytes) : readCsv(bytes);
    const rows = all.filter((row) => row.some((cell) => cell !== ''));
    check(rows);
    return { ok: true, rows };
  } catch (error) {
    // A zip archive that is no workbook, or one that another program left broken: there is no more to say about it.
    return { ok: false, reason: error instanceof Refusal ? error.reason : 'notASpreadsheet' };
  }
}

/** Every zip archive with something in it begins so (APPNOTE 4.3.7). @param {Uint8Array} bytes */
const isZip = (bytes) => String.fromCharCode(...bytes.subarray(0, 4)) === 'PK\u0003\u0004';

/** @param {string[][]} rows */
function check(rows) {
  if (rows.length === 0) throw new Refusal('empty');
  // The headings are a row, too.
  if (rows.length > MAX_ROWS + 1) throw new Refusal('tooManyRows');
  if (rows.some((row) => row.length > MAX_COLUMNS)) throw new Refusal('tooManyColumns');
  const cells = rows.flat();
  if (cells.some((cell) => cell.length > MAX_TEXT_LENGTH)) throw new Refusal('textTooLong');
  // Many cells may refer to one long text.
  if (cells.reduce((sum, cell) => sum + cell.length, 0) > MAX_CHARACTERS) throw new Refusal('tooLarge');
}
