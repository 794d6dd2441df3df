// @ts-check

/**
 * Why the text of a cell may not be what its author sees or means. `error`: the cell shows an error, such as #N/A. `noResult`: a
 * formula whose result is not stored. `number`: a number, such as a telephone number, which may have lost its zeros at the start.
 * `lostDigits`: a number of which the last digits are lost. `date`: a date; the text is YYYY-MM-DD. `unclearDate`: a date of
 * another calendar, or none. `boolean`: TRUE or FALSE. `merged`: the cell is covered by the one beside it.
 */
export const cellFlags = /** @type {const} */ ([
  'error',
  'noResult',
  'number',
  'lostDigits',
  'date',
  'unclearDate',
  'boolean',
  'merged',
]);

/** @typedef {(typeof cellFlags)[number]} CellFlag */

/**
 * A cell: its text, and what may be wrong with it.
 * @typedef {{ text: string, flag?: CellFlag }} Cell
 */

/** The errors of Excel and LibreOffice, and the signs that a file gets in place of a value that its column is too narrow for. */
const ERROR =
  /^(?:#(?:NULL!|DIV\/0!|VALUE!|REF!|NAME\?|NUM!|N\/A|GETTING_DATA|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!|UNKNOWN!|PYTHON!)|Err:\d{3}|#{3,})$/i;
/** A long number as spreadsheet programs write it into CSV: +971501234567 becomes 9.71501E+11. */
const SCIENTIFIC = /^[+-]?\d(?:[.,]\d+)?E\+\d{1,3}$/i;

/** What may be wrong with a cell that is text in its file. @param {string} text trimmed @returns {Cell} */
export function textCell(text) {
  if (ERROR.test(text)) return { text, flag: 'error' };
  return SCIENTIFIC.test(text) ? { text, flag: 'lostDigits' } : { text };
}
