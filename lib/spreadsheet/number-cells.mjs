// @ts-check

/** Built-in formats of dates and times (ECMA-376, part 1, section 18.8.30), those of East Asian and Thai programs included. */
const BUILT_IN_DATES = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
  [71, 81],
];
/** Calendars of a format code that are Gregorian; others are Hijri, Umm al-Qura, Hebrew and so on ([MS-LCID], CALID). */
const GREGORIAN_CALENDARS = [0, 1, 2, 9, 10, 11, 12];
/** Spreadsheet programs keep this many digits of a number. */
const KEPT_DIGITS = 15;
const DAY_MS = 86_400_000;
/** The days whose numbers are unambiguous: from 1 March 1900, because the numbers before count a 29 February 1900, to the year 9999. */
const FIRST_DAY = 61;
const LAST_DAY = 2_958_465;
/** Day 0 of the numbers, counted from 1 March 1900 backwards. */
const DAY_ZERO = Date.UTC(1899, 11, 30);
/** The day in 1904 from which old programs of the Macintosh count, as a number of the usual count. */
const DAYS_TO_1904 = 1_462;

/** @typedef {{ id: number, code: string }} NumberFormat its number, and its format code; the code of a built-in format is empty */

/**
 * The text of a cell that holds a number: its digits, or YYYY-MM-DD for a date.
 * @param {string} value the number as the file writes it
 * @param {{ format: NumberFormat, is1904: boolean }} workbook
 * @returns {import('./cell-flags.mjs').Cell}
 */
export function numberCell(value, { format, is1904 }) {
  const number = Number(value);
  if (!Number.isFinite(number)) return { text: value, flag: 'error' };
  if (isDate(format)) return dateCell(value, is1904 ? number + DAYS_TO_1904 : number, format);
  if (Math.abs(number) >= 10 ** KEPT_DIGITS) return { text: value, flag: 'lostDigits' };
  const digits = String(Number(number.toPrecision(KEPT_DIGITS)));
  // A format of zeros shows zeros at the start: 501234567 as 0501234567.
  const isPadded = /^0+$/.test(format.code) && /^\d+$/.test(digits);
  return { text: isPadded ? digits.padStart(format.code.length, '0') : digits, flag: 'number' };
}

/** @param {string} value @param {number} days @param {NumberFormat} format @returns {import('./cell-flags.mjs').Cell} */
function dateCell(value, days, format) {
  if (isOtherCalendar(format) || days < FIRST_DAY || days > LAST_DAY)
    return { text: value, flag: 'unclearDate' };
  const iso = new Date(DAY_ZERO + Math.round(days * DAY_MS)).toISOString();
  return {
    text: Number.isInteger(days) ? iso.slice(0, 10) : iso.slice(0, 16).replace('T', ' '),
    flag: 'date',
  };
}

/** Whether a format shows a number as a date or a time. @param {NumberFormat} format */
function isDate({ id, code }) {
  if (code === '') return BUILT_IN_DATES.some(([first = 0, last = 0]) => id >= first && id <= last);
  const pattern = code
    .replace(/"[^"]*"|\\.|_./g, '')
    // Brackets hold colours, conditions and languages; only those with hours, minutes or seconds show a time.
    .replace(/\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi, '');
  return /[dmyhs]/i.test(pattern);
}

/**
 * Whether a format shows the date in another calendar than the Gregorian one. The number in the file is that of the Gregorian day, but
 * programs convert it by different rules.
 * @param {NumberFormat} format
 */
function isOtherCalendar({ code }) {
  if (/B2|~hijri/i.test(code)) return true;
  // [$-NCCLLLL]: the digits' shape, the calendar and the language, in hexadecimal.
  const languages = [...code.matchAll(/\[\$[^\]-]*-([0-9A-F]+)\]/gi)].map(([, hex = '0']) =>
    Number.parseInt(hex, 16),
  );
  return languages.some((language) => !GREGORIAN_CALENDARS.includes((language >> 16) & 0xff));
}
