// @ts-check
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { readSheet } from 'read-excel-file/universal';
import { Parser } from 'saxen';
import { columnOf, lettersOf } from './column-letters.mjs';
import {
  MAX_CELLS,
  MAX_COLUMNS,
  MAX_PARTS,
  MAX_ROW_NUMBER,
  MAX_ROWS,
  MAX_SHEETS,
  MAX_TEXT_LENGTH,
  MAX_UNPACKED_BYTES,
  Refusal,
} from './limits.mjs';

/** @typedef {Record<string, Uint8Array>} Parts the files inside a workbook by their paths */

const WORKBOOK = 'xl/workbook.xml';
const RELATIONSHIPS = 'xl/_rels/workbook.xml.rels';
/** The highest row number that spreadsheet programs support (rows: ECMA-376, part 1, section 18.3.1.73). */
const LAST_ROW = 1_048_576;

/**
 * Reads the first sheet of a workbook (.xlsx, ECMA-376). Only the files that this sheet needs are unpacked from the archive. They
 * are checked against the limits, and the library gets a new archive with only these files.
 * @param {Uint8Array} bytes
 * @returns {Promise<string[][]>} all rows, including empty ones
 * @throws {Refusal} if the file exceeds a limit or is not a workbook
 */
export async function readWorkbook(bytes) {
  const index = unpack(bytes, [WORKBOOK, RELATIONSHIPS]);
  const { sheet, sharedStrings, styles } = pathsIn(index);
  const parts = { ...index, ...unpack(bytes, [sheet, sharedStrings, styles]) };
  if (parts[sheet]) parts[sheet] = strToU8(withAddresses(strFromU8(parts[sheet])));
  const referredStrings = checkSheet(parts[sheet]);
  if (parts[sharedStrings]) checkSharedStrings(parts[sharedStrings], referredStrings);

  const rows = await readSheet(new Blob([zipSync(parts, { level: 0 })]));
  return rows.map((row) => row.map(asText));
}

/**
 * @param {Uint8Array} bytes
 * @param {string[]} paths
 * @returns {Parts} the files at these paths; paths that the archive does not have are left out
 */
function unpack(bytes, paths) {
  let parts = 0;
  let unpackedSize = 0;
  return unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      parts += 1;
      const isWanted = paths.includes(name);
      if (isWanted) unpackedSize += originalSize;
      // This runs before a file is unpacked. fflate cuts off a file that unpacks to more than `originalSize`.
      if (parts > MAX_PARTS || unpackedSize > MAX_UNPACKED_BYTES) throw new Refusal('tooLarge');
      return isWanted;
    },
  });
}

/** The paths of the first sheet and of the files that it needs. @param {Parts} index */
function pathsIn(index) {
  /** @type {string[]} */
  const sheets = [];
  scan(index[WORKBOOK], {
    open: (name, attribute) => {
      if (name === 'sheet') sheets.push(attribute('id'));
      if (sheets.length > MAX_SHEETS) throw new Refusal('tooManySheets');
    },
  });
  /** @type {Map<string, string>} */
  const targets = new Map();
  scan(index[RELATIONSHIPS], {
    open: (name, attribute) => {
      if (name !== 'Relationship') return;
      const kind = attribute('Type').split('/').at(-1);
      const target = attribute('Target');
      const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
      targets.set(kind === 'worksheet' ? attribute('Id') : `${kind}`, path);
    },
  });
  return {
    sheet: targets.get(sheets[0] ?? '') ?? '',
    sharedStrings: targets.get('sharedStrings') ?? 'xl/sharedStrings.xml',
    styles: targets.get('styles') ?? 'xl/styles.xml',
  };
}

/**
 * Checks a sheet against the limits. Empty cells do not count, because programs write many of them. Formulas do not count either;
 * their results do.
 * @param {Uint8Array | undefined} part
 * @returns {Set<number>} the numbers, from 0, of the shared strings that its cells refer to
 */
function checkSheet(part) {
  let cells = 0;
  let rows = 0;
  let lastCountedRow = 0;
  let cellLength = 0;
  let row = 0;
  let column = 0;
  let isInCell = false;
  let isValue = false;
  let isReference = false;
  /** @type {Set<number>} */
  const referredStrings = new Set();
  scan(part, {
    open: (name, attribute) => {
      isValue = isInCell && (name === 'v' || name === 't');
      if (name === 'row') row = Number(attribute('r')) || row + 1;
      if (row > LAST_ROW) throw new Refusal('notASpreadsheet');
      if (name !== 'c') return;
      [column, row] = placeOf(attribute('r'));
      isReference = attribute('t') === 's';
      isInCell = true;
      cellLength = 0;
    },
    text: (text) => {
      if (!isValue || text.trim() === '') return;
      if (isReference) referredStrings.add(Number(text));
      if (cellLength === 0) cells += 1;
      if (row !== lastCountedRow) rows += 1;
      lastCountedRow = row;
      cellLength += text.length;
      // The first row holds the headings.
      if (rows > MAX_ROWS + 1 || row > MAX_ROW_NUMBER) throw new Refusal('tooManyRows');
      if (column > MAX_COLUMNS) throw new Refusal('tooManyColumns');
      if (cellLength > MAX_TEXT_LENGTH) throw new Refusal('textTooLong');
      if (cells > MAX_CELLS) throw new Refusal('tooLarge');
    },
    close: (name) => {
      isValue = false;
      if (name === 'c') isInCell = false;
    },
  });
  return referredStrings;
}

/**
 * Checks the length of the shared strings. The file holds those of all sheets; only those of the sheet that is read must fit.
 * @param {Uint8Array | undefined} part
 * @param {Set<number>} referredStrings the numbers, from 0, of the strings that the sheet refers to
 */
function checkSharedStrings(part, referredStrings) {
  let number = -1;
  let length = 0;
  scan(part, {
    open: (name) => {
      if (name !== 'si') return;
      number += 1;
      length = 0;
    },
    text: (text) => {
      length += text.length;
      if (length > MAX_TEXT_LENGTH && referredStrings.has(number)) throw new Refusal('textTooLong');
    },
  });
}

const ROW_OR_CELL = /<((?:\w+:)?(row|c))(?=[\s/>])((?:\s+[\w:]+\s*=\s*(?:"[^"]*"|'[^']*'))*)/g;

/**
 * Adds the address to each row and cell that has none. Addresses are optional: without one, a row or cell follows the one before
 * (ECMA-376, part 1, sections 18.3.1.4 and 18.3.1.73). The library requires them.
 * @param {string} xml the XML of a sheet
 */
function withAddresses(xml) {
  let row = 0;
  let column = 0;
  return xml.replace(ROW_OR_CELL, (tag, name, kind, attributes) => {
    const address = attributes.match(/\sr\s*=\s*["']([A-Z]*)(\d*)["']/);
    if (kind === 'row') {
      row = address ? Number(address[2]) : row + 1;
      column = 0;
      return address ? tag : `<${name} r="${row}"${attributes}`;
    }
    column = address ? columnOf(address[1]) : column + 1;
    return address ? tag : `<${name} r="${lettersOf(column)}${row}"${attributes}`;
  });
}

/** @param {string} address such as B7 @returns {[column: number, row: number]} both from 1 */
function placeOf(address) {
  const [, letters, digits] = address.match(/^([A-Z]{1,3})(\d{1,7})$/) ?? [];
  if (!letters) throw new Refusal('notASpreadsheet');
  return [columnOf(letters), Number(digits)];
}

/**
 * Parses XML with the parser that the library uses too, so that both understand a file alike.
 * @param {Uint8Array | undefined} part
 * @param {{
 *   open: (name: string, attribute: (name: string) => string) => void,
 *   text?: (text: string) => void,
 *   close?: (name: string) => void,
 * }} handlers get names without namespace prefix; a missing attribute is an empty string
 */
function scan(part, { open, text = () => {}, close = () => {} }) {
  if (!part) throw new Refusal('notASpreadsheet');
  const parser = new Parser();
  parser.on('openTag', (name, attributesOf, decode) =>
    open(localName(name), (wanted) => {
      const found = Object.entries(attributesOf()).find(([key]) => localName(key) === wanted);
      return found ? decode(found[1]) : '';
    }),
  );
  parser.on('text', (value, decode) => text(decode(value)));
  parser.on('closeTag', (name) => close(localName(name)));
  parser.on('error', (error) => {
    throw error;
  });
  parser.parse(strFromU8(part));
}

/** @param {string} name */
const localName = (name) => name.slice(name.indexOf(':') + 1);

/** @param {unknown} cell */
function asText(cell) {
  // A cell with a date format may hold a number that is not a valid date.
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10);
  return cell === null || cell === undefined ? '' : String(cell).trim();
}
