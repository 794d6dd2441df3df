// @ts-check
import { readCsv } from './csv.mjs';
import { MAX_CHARACTERS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT_LENGTH, Refusal } from './limits.mjs';
import { readWorkbook } from './workbook.mjs';

/**
 * The non-empty rows of a spreadsheet, each cell a trimmed text; or why the file is refused.
 * @typedef {{ ok: true, rows: string[][] } | { ok: false, reason: import('./limits.mjs').SpreadsheetProblem }} Spreadsheet
 */

/**
 * Reads the first sheet of a workbook (.xlsx) or a CSV file in UTF-8. The content decides which of the two it is, not the name.
 * A malicious file can keep this function busy for long, so only `reader.mjs`, in its own process, and tests call it.
 * @param {Uint8Array} bytes the file
 * @returns {Promise<Spreadsheet>}
 */
export async function readRows(bytes) {
  try {
    const allRows = isZip(bytes) ? await readWorkbook(bytes) : readCsv(bytes);
    const rows = allRows.filter((row) => row.some((cell) => cell !== ''));
    checkLimits(rows);
    return { ok: true, rows };
  } catch (error) {
    // Any other error means a zip archive that is not a workbook, or a damaged one.
    return { ok: false, reason: error instanceof Refusal ? error.reason : 'notASpreadsheet' };
  }
}

/** The signature at the start of every zip archive that is not empty (APPNOTE 4.3.7). @param {Uint8Array} bytes */
const isZip = (bytes) => String.fromCharCode(...bytes.subarray(0, 4)) === 'PK\u0003\u0004';

/** @param {string[][]} rows */
function checkLimits(rows) {
  if (rows.length === 0) throw new Refusal('empty');
  // The first row holds the headings.
  if (rows.length > MAX_ROWS + 1) throw new Refusal('tooManyRows');
  if (rows.some((row) => row.length > MAX_COLUMNS)) throw new Refusal('tooManyColumns');
  const cells = rows.flat();
  if (cells.some((cell) => cell.length > MAX_TEXT_LENGTH)) throw new Refusal('textTooLong');
  // In a workbook many cells can refer to one long shared string.
  if (cells.reduce((sum, cell) => sum + cell.length, 0) > MAX_CHARACTERS) throw new Refusal('tooLarge');
}
