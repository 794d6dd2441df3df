// @ts-check
import { textCell } from './cell-flags.mjs';
import { withFormulas } from './formulas.mjs';
import { MAX_ROW_NUMBER, MAX_ROWS, MAX_ROWS_ABOVE, Refusal } from './limits.mjs';
import { refuseOtherText } from './other-formats.mjs';

/** @typedef {import('./cell-flags.mjs').Cell} Cell */

/** A first line that tells Excel the separator. Excel does not show it as a row. */
const SEPARATOR_LINE = /^"?sep=(.)"?[ \t]*(?:\r\n?|\n|$)/i;
/** Excel uses the list separator of the computer's region, and tabs for "Unicode text". */
const SEPARATORS = [';', '\t', ','];
/** How many rows decide which separator the file uses. */
const SAMPLE_ROWS = 20;

/**
 * Reads a CSV file (RFC 4180) that is separated by commas, semicolons or tabs, or by what its line `sep=` says.
 * @param {Uint8Array} bytes
 * @returns {{ encoding: string, rows: { number: number, cells: Cell[] }[] }} the rows that are not empty, with their numbers from 1 as
 *   spreadsheet programs count them, and the encoding as the Encoding Standard names it
 * @throws {Refusal} if it is not text, is a spreadsheet of another format, or has too many rows
 */
export function readCsv(bytes) {
  const { text, encoding } = decode(bytes);
  refuseOtherText(text);
  const [separatorLine = '', separator = separatorOf(text)] = text.match(SEPARATOR_LINE) ?? [];
  const rows = [];
  let number = 0;
  for (const texts of split(text.slice(separatorLine.length), separator)) {
    number += 1;
    // Our own export adds apostrophes before formulas; an exported file must read back unchanged.
    const cells = texts.map((cell) => textCell(withFormulas(cell.trim())));
    if (cells.every((cell) => cell.text === '')) continue;
    rows.push({ number, cells });
    if (rows.length > MAX_ROWS + MAX_ROWS_ABOVE || number > MAX_ROW_NUMBER) throw new Refusal('tooManyRows');
  }
  return { encoding, rows };
}

/**
 * The separator with which the largest part of the first rows has the same number of cells. With a wrong one, cells that are enclosed
 * in quotation marks fall apart, so of two equal ones that with fewer such parts.
 * @param {string} text
 */
function separatorOf(text) {
  const scores = SEPARATORS.map((separator) => {
    /** @type {Map<number, number>} how many rows have a number of cells */
    const rowsByWidth = new Map();
    let [sampled, brokenCells] = [0, 0];
    for (const cells of split(text, separator)) {
      if (cells.length > 1) rowsByWidth.set(cells.length, (rowsByWidth.get(cells.length) ?? 0) + 1);
      brokenCells += cells.filter((cell) => cell.startsWith('"')).length;
      sampled += 1;
      if (sampled === SAMPLE_ROWS) break;
    }
    return { separator, part: Math.max(0, ...rowsByWidth.values()) / Math.max(sampled, 1), brokenCells };
  });
  const [best] = scores.sort((a, b) => b.part - a.part || a.brokenCells - b.brokenCells);
  return best && best.part > 0 ? best.separator : ',';
}

/**
 * Splits CSV into rows of cells. A quotation mark that does not enclose a whole cell is part of its text: `director "digital"`, or
 * a mark at the start whose second one is missing. The packages that read CSV either refuse such a file or join its rows silently.
 * @param {string} text
 * @param {string} separator one character
 * @returns {Generator<string[]>}
 */
function* split(text, separator) {
  const ends = new RegExp(`[${separator.replace(/[\\\]^-]/, '\\$&')}\\r\\n]`, 'g');
  /** @type {string[]} */
  let row = [];
  let at = 0;
  while (at < text.length) {
    const quoted = quotedCell(text, at, separator);
    if (quoted) {
      row.push(quoted.cell);
      at = quoted.end;
    } else {
      ends.lastIndex = at;
      const end = ends.exec(text)?.index ?? text.length;
      row.push(text.slice(at, end));
      at = end;
    }
    if (text[at] === separator) {
      at += 1;
      if (at < text.length) continue;
      row.push('');
    }
    at += text.startsWith('\r\n', at) ? 2 : 1;
    yield row;
    row = [];
  }
}

/**
 * A cell that is enclosed in quotation marks as a whole.
 * @param {string} text
 * @param {number} at where the cell begins
 * @param {string} separator
 * @returns {{ cell: string, end: number } | null} `end`: the position of the separator or line end behind it, or of the end of the text
 */
function quotedCell(text, at, separator) {
  const isBlank = (/** @type {number} */ index) => text[index] === ' ' && separator !== ' ';
  let start = at;
  while (isBlank(start)) start += 1;
  if (text[start] !== '"') return null;
  let close = text.indexOf('"', start + 1);
  // Two marks in a row stand for one inside the cell.
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  if (close < 0) return null;
  let end = close + 1;
  while (isBlank(end)) end += 1;
  if (end < text.length && ![separator, '\r', '\n'].includes(text[end] ?? '')) return null;
  return { cell: text.slice(start + 1, close).replaceAll('""', '"'), end };
}

/** Byte order marks (The Unicode Standard, 23.8) and the encodings that they announce. */
const MARKS = /** @type {const} */ ([
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
]);

/**
 * @param {Uint8Array} bytes
 * @returns {{ text: string, encoding: string }}
 */
function decode(bytes) {
  const marked = MARKS.find(([mark]) => mark.every((byte, index) => bytes[index] === byte));
  const text = decodeAs(marked?.[1] ?? 'utf-8', bytes);
  if (text !== null && !text.includes('\0')) return { text, encoding: marked?.[1] ?? 'utf-8' };
  if (marked || !hasNoControlCharacters(bytes)) throw new Refusal('notASpreadsheet');
  const arabic = decodeAs('windows-1256', bytes);
  if (arabic === null || MIXED_WORD.test(arabic)) throw new Refusal('unknownEncoding');
  return { text: arabic, encoding: 'windows-1256' };
}

/** @param {string} encoding @param {Uint8Array} bytes */
function decodeAs(encoding, bytes) {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/**
 * A word that no language has: text of another encoding, such as windows-1252, ISO 8859-6 or MacArabic, looks like this when it is
 * decoded as windows-1256, which gives every byte a meaning.
 */
const MIXED_WORD = new RegExp(
  [
    // Capitals may follow an Arabic letter: "وICT".
    '[\\p{Script=Arabic}\\p{M}](?![A-Z])\\p{Script=Latin}',
    '(?![A-Z])\\p{Script=Latin}[\\p{Script=Arabic}\\p{M}\\u200c-\\u200f]',
    '\\p{Script=Latin}[\\p{Script=Arabic}\\p{M}]+\\p{Script=Latin}',
    '\\p{L}[¢£¤¥¦§©¬®°±²³µ¶¹¼½¾×÷]\\p{L}',
  ].join('|'),
  'u',
);

/**
 * Distinguishes text in another encoding from a binary file. Text contains no control characters except tabs and line breaks.
 * @param {Uint8Array} bytes
 */
const hasNoControlCharacters = (bytes) =>
  bytes.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13);
