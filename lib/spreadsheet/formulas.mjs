// @ts-check
/** Characters with which a formula begins, also in their full-width forms (OWASP, "CSV injection"). */
const FORMULA_SIGNS = '=+\\-@＝＋－＠';
/** Every character at which some program may split cells: programs use the computer's region settings, not the file's separator. */
const SEPARATORS = ',;\\t|\\r\\n';
/** Characters that a spreadsheet program ignores before a formula. */
const IGNORED = '(?:[^\\S\\t\\r\\n]|")*';

/**
 * Matches each place where a formula could begin: at the start of the cell, and after every separator inside it.
 * @param {string} apostrophes a regular expression for the apostrophes at that place
 */
const formulaStarts = (apostrophes) =>
  new RegExp(
    `^${apostrophes}(?=${IGNORED}[${FORMULA_SIGNS}\\t\\r\\n])|(?<=[${SEPARATORS}])${apostrophes}(?=${IGNORED}[${FORMULA_SIGNS}])`,
    'g',
  );
const START = formulaStarts("'*");
const GUARDED_START = formulaStarts("'+");

/** A telephone number or another signed number. A program may show it as a number, but nothing in it can run. */
const NUMBER = /^[+-][\d\u00a0 ().-]*\d[\d\u00a0 ().-]*$/;

/**
 * Protects a cell of a CSV file against formula injection, whichever separator the reading program uses. An apostrophe is added
 * wherever a formula could begin, which makes it text. Quoting would not help: a program that splits elsewhere sees the quotes
 * inside its own cell. A cell that is a number, such as "+971 4 …", stays unchanged.
 * @param {string} text
 * @param {boolean} isFirst whether the cell is the first of its row. A program that splits at another character reads the first
 *   cell and the rest of the row as one cell, so even a number is protected.
 */
export const withoutFormulas = (text, isFirst = false) =>
  NUMBER.test(text) && !isFirst ? text : text.replace(START, "'$&");

/** Reverses `withoutFormulas`: removes one apostrophe from each protected place. @param {string} cell */
export const withFormulas = (cell) => cell.replace(GUARDED_START, (apostrophes) => apostrophes.slice(1));
