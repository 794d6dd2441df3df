// @ts-check
// Limits of a spreadsheet. They are checked while parsing, before large data structures are built.

/** Non-empty rows below the headings: as many as a secretariat imports at once. */
export const MAX_ROWS = 500;
/** Non-empty rows above them: titles and headings. */
export const MAX_ROWS_ABOVE = 20;
/** The highest number of a column that is not empty. */
export const MAX_COLUMNS = 200;
/** The highest number of a row that is not empty. Spreadsheet programs write far more empty rows. */
export const MAX_ROW_NUMBER = 10_000;
/** Non-empty cells. */
export const MAX_CELLS = 20_000;
/** Characters in one cell: more than ten times the longest field. */
export const MAX_TEXT_LENGTH = 5_000;
/** Characters in all cells: enough for every field of every row at its maximum length, with two marks on each letter. */
export const MAX_CHARACTERS = 2_000_000;
/** Sheets in a workbook; only one of them is read. */
export const MAX_SHEETS = 100;
/** Files inside the zip archive of a workbook; a normal workbook has some dozens. */
export const MAX_PARTS = 1_000;
/** Unpacked size of the files that are read from the archive, in bytes: a small archive can unpack to a very large file. */
export const MAX_UNPACKED_BYTES = 10_000_000;

/**
 * Why a file is refused. It contains nothing of the file's content, so it can be shown and logged. `otherFormat`: a spreadsheet of
 * another program or version. `encrypted`: it opens with a password only. `noSuchSheet`: the workbook has no sheet with this name,
 * or not as many. `unknownEncoding`: text in an encoding that cannot be told from its bytes.
 * @typedef {'empty' | 'notASpreadsheet' | 'otherFormat' | 'encrypted' | 'unknownEncoding' | 'noSuchSheet' | 'tooManyRows'
 *   | 'tooManyColumns' | 'tooManySheets' | 'textTooLong' | 'tooLarge' | 'tookTooLong'} SpreadsheetProblem
 */

/** Thrown inside a parser to stop it at the place that exceeds a limit. */
export class Refusal extends Error {
  /**
   * @param {SpreadsheetProblem} reason
   * @param {string} [format] the name of the format, for `otherFormat`
   */
  constructor(reason, format) {
    super(reason);
    this.reason = reason;
    this.format = format;
  }
}
