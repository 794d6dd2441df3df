// @ts-check
/** What a spreadsheet takes for the beginning of a formula, also in its full width (OWASP, "CSV injection"). */
const SIGNS = '=+\\-@＝＋－＠';
/** Where a program may end a cell, whichever of them separated the file: it goes by its country's settings, not by the file. */
const SEPARATORS = ',;\\t|\\r\\n';
/** What a spreadsheet passes over before it looks for a formula. */
const PASSED_OVER = '(?:[^\\S\\t\\r\\n]|")*';

/** @param {string} apostrophes those before the place, as a regular expression */
const starts = (apostrophes) =>
  new RegExp(
    `^${apostrophes}(?=${PASSED_OVER}[${SIGNS}\\t\\r\\n])|(?<=[${SEPARATORS}])${apostrophes}(?=${PASSED_OVER}[${SIGNS}])`,
    'g',
  );
const START = starts("'*");
const GUARDED_START = starts("'+");

/** A telephone number or another signed number: a spreadsheet may read it, and nothing in it can run. */
const NUMBER = /^[+-][\d\u00a0 ().-]*\d[\d\u00a0 ().-]*$/;

/**
 * A cell of a CSV file in which no spreadsheet finds a formula, wherever it divides the line: before each place where one could
 * begin, at the start of the cell and behind every sign that separates cells somewhere, stands an apostrophe more, which makes a
 * text of it. Quoting does not help there: another program sees the quotes in the middle of its own cell. "+971 4 …" as a whole
 * cell is no formula and stays.
 * @param {string} text
 * @param {boolean} isFirst whether it is the first of its row: a program that divides elsewhere takes the rest of the row along
 */
export const withoutFormulas = (text, isFirst = false) =>
  NUMBER.test(text) && !isFirst ? text : text.replace(START, "'$&");

/** The text of such a cell as it was before. @param {string} cell */
export const withFormulas = (cell) => cell.replace(GUARDED_START, (apostrophes) => apostrophes.slice(1));
