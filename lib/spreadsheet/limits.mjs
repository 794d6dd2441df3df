// @ts-check
// What a spreadsheet may hold. Everything is counted before anything is built from it.

/** Rows with something in them, below the headings: as many as a secretariat has at once. */
export const MAX_ROWS = 500;
/** The last column that may hold something. */
export const MAX_COLUMNS = 200;
/** The last row that may hold something. Programs write far more empty ones. */
export const MAX_ROW_NUMBER = 10_000;
/** Cells with something in them. */
export const MAX_CELLS = 20_000;
/** Characters of one cell: more than ten times what the longest field takes. */
export const MAX_TEXT_LENGTH = 5_000;
/** Characters of all cells together: every field of every row as long as it may be, with two marks on each letter. */
export const MAX_CHARACTERS = 2_000_000;
/** Sheets of a workbook; only the first one is read. */
export const MAX_SHEETS = 100;
/** Files inside a workbook, of which one has some dozens. */
export const MAX_PARTS = 1_000;
/** Bytes of those of them that are read, once they are unpacked: small files can unpack to very large ones. */
export const MAX_UNPACKED_BYTES = 10_000_000;

/**
 * Why a file is not read: not a word of its content, so that it can be shown and logged.
 * @typedef {'empty' | 'notASpreadsheet' | 'notUtf8' | 'tooManyRows' | 'tooManyColumns' | 'tooManySheets' | 'textTooLong'
 *   | 'tooLarge' | 'tookTooLong'} SpreadsheetProblem
 */

/** Thrown from inside a parser to stop it: nothing after the place that broke a limit is looked at. */
export class Refusal extends Error {
  /** @param {SpreadsheetProblem} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}
