// @ts-check
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { readSheet } from 'read-excel-file/universal';
import { Parser } from 'saxen';
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
/** The last row of any workbook (ECMA-376, part 1, section 18.3.1.73, as the programs limit it). */
const LAST_ROW = 1_048_576;

/**
 * Reads the first sheet of a workbook (.xlsx, ECMA-376). Only the parts that this sheet needs are unpacked; they are counted, and
 * the library that reads them is given a new archive of exactly these.
 * @param {Uint8Array} bytes
 * @returns {Promise<string[][]>} its rows, blank ones too
 */
export async function readWorkbook(bytes) {
  const directory = unpack(bytes, [WORKBOOK, RELATIONSHIPS]);
  const { sheet, sharedStrings, styles } = pathsIn(directory);
  const parts = { ...directory, ...unpack(bytes, [sheet, sharedStrings, styles]) };
  if (parts[sheet]) parts[sheet] = strToU8(withAddresses(strFromU8(parts[sheet])));
  const referred = checkSheet(parts[sheet]);
  if (parts[sharedStrings]) checkTexts(parts[sharedStrings], referred);

  const rows = await readSheet(new Blob([zipSync(parts, { level: 0 })]));
  return rows.map((row) => row.map(asText));
}

/**
 * @param {Uint8Array} bytes
 * @param {string[]} paths
 * @returns {Parts} those of the paths that the archive has
 */
function unpack(bytes, paths) {
  let parts = 0;
  let size = 0;
  return unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      parts += 1;
      const isWanted = paths.includes(name);
      if (isWanted) size += originalSize;
      // Asked before it is unpacked; what unpacks to more than its directory says is cut off there.
      if (parts > MAX_PARTS || size > MAX_UNPACKED_BYTES) throw new Refusal('tooLarge');
      return isWanted;
    },
  });
}

/** Where the first sheet stands, and what it needs. @param {Parts} directory */
function pathsIn(directory) {
  /** @type {string[]} */
  const sheets = [];
  scan(directory[WORKBOOK], {
    open: (name, attribute) => {
      if (name === 'sheet') sheets.push(attribute('id'));
      if (sheets.length > MAX_SHEETS) throw new Refusal('tooManySheets');
    },
  });
  /** @type {Map<string, string>} */
  const targets = new Map();
  scan(directory[RELATIONSHIPS], {
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
 * Counts what a sheet holds; empty cells, of which programs write many, do not count, nor do formulas beside their results.
 * @param {Uint8Array | undefined} part
 * @returns {Set<number>} the numbers of the shared texts that its cells refer to
 */
function checkSheet(part) {
  let cells = 0;
  let rows = 0;
  let lastRow = 0;
  let length = 0;
  let row = 0;
  let column = 0;
  let isInCell = false;
  let isValue = false;
  let isReference = false;
  /** @type {Set<number>} */
  const referred = new Set();
  scan(part, {
    open: (name, attribute) => {
      isValue = isInCell && (name === 'v' || name === 't');
      if (name === 'row') row = Number(attribute('r')) || row + 1;
      if (row > LAST_ROW) throw new Refusal('notASpreadsheet');
      if (name !== 'c') return;
      [column, row] = placeOf(attribute('r'));
      isReference = attribute('t') === 's';
      isInCell = true;
      length = 0;
    },
    text: (text) => {
      if (!isValue || text.trim() === '') return;
      if (isReference) referred.add(Number(text));
      if (length === 0) cells += 1;
      if (row !== lastRow) rows += 1;
      lastRow = row;
      length += text.length;
      // The headings are a row, too.
      if (rows > MAX_ROWS + 1 || row > MAX_ROW_NUMBER) throw new Refusal('tooManyRows');
      if (column > MAX_COLUMNS) throw new Refusal('tooManyColumns');
      if (length > MAX_TEXT_LENGTH) throw new Refusal('textTooLong');
      if (cells > MAX_CELLS) throw new Refusal('tooLarge');
    },
    close: (name) => {
      isValue = false;
      if (name === 'c') isInCell = false;
    },
  });
  return referred;
}

/**
 * The texts that cells refer to by their number, those of all sheets together.
 * @param {Uint8Array | undefined} part
 * @param {Set<number>} referred the numbers, from 0, of those that are read
 */
function checkTexts(part, referred) {
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
      if (length > MAX_TEXT_LENGTH && referred.has(number)) throw new Refusal('textTooLong');
    },
  });
}

const ROW_OR_CELL = /<((?:\w+:)?(row|c))(?=[\s/>])((?:\s+[\w:]+\s*=\s*(?:"[^"]*"|'[^']*'))*)/g;

/**
 * Rows and cells need no address: each comes behind the one before it (ECMA-376, part 1, sections 18.3.1.4 and 18.3.1.73). The
 * library reads no sheet without.
 * @param {string} xml a sheet
 * @returns the same with an address for each row and cell
 */
function withAddresses(xml) {
  let row = 0;
  let column = 0;
  return xml.replace(ROW_OR_CELL, (tag, name, kind, attributes) => {
    const given = attributes.match(/\sr\s*=\s*["']([A-Z]*)(\d*)["']/);
    if (kind === 'row') {
      row = given ? Number(given[2]) : row + 1;
      column = 0;
      return given ? tag : `<${name} r="${row}"${attributes}`;
    }
    column = given ? columnOf(given[1]) : column + 1;
    return given ? tag : `<${name} r="${lettersOf(column)}${row}"${attributes}`;
  });
}

/** @param {string} letters A to Z, AA to ZZ and so on @returns the number of the column, from 1 */
const columnOf = (letters) => [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);

/** @param {number} column from 1 @returns {string} its letters */
const lettersOf = (column) =>
  column === 0
    ? ''
    : lettersOf(Math.floor((column - 1) / 26)) + String.fromCharCode(65 + ((column - 1) % 26));

/** @param {string} address like B7 @returns {[column: number, row: number]} both from 1 */
function placeOf(address) {
  const [, letters, digits] = address.match(/^([A-Z]{1,3})(\d{1,7})$/) ?? [];
  if (!letters) throw new Refusal('notASpreadsheet');
  return [columnOf(letters), Number(digits)];
}

/**
 * Reads XML from its beginning to its end with the parser that the library has, too.
 * @param {Uint8Array | undefined} part
 * @param {{
 *   open: (name: string, attribute: (name: string) => string) => void,
 *   text?: (text: string) => void,
 *   close?: (name: string) => void,
 * }} handlers names come without their namespace's prefix; an attribute that is missing is empty
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
  // What stands in a cell of dates may be a number that is none.
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10);
  return cell === null || cell === undefined ? '' : String(cell).trim();
}
