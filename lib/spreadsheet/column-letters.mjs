// @ts-check
// The letters by which workbooks name columns: A to Z, then AA (ECMA-376, part 1, section 18.18.7).

/** @param {string} letters such as `AB` @returns the number of the column, from 1 */
export const columnOf = (letters) =>
  [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);

/** @param {number} column from 1 @returns {string} its letters */
export const lettersOf = (column) =>
  column === 0
    ? ''
    : lettersOf(Math.floor((column - 1) / 26)) + String.fromCharCode(65 + ((column - 1) % 26));
