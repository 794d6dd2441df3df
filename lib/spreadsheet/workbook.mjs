// @ts-check
import { strFromU8, unzipSync } from 'fflate';
import { Parser } from 'saxen';
import { textCell } from './cell-flags.mjs';
import { columnOf } from './column-letters.mjs';
import {
  MAX_CELLS,
  MAX_COLUMNS,
  MAX_PARTS,
  MAX_ROW_NUMBER,
  MAX_ROWS,
  MAX_ROWS_ABOVE,
  MAX_SHEETS,
  MAX_TEXT_LENGTH,
  MAX_UNPACKED_BYTES,
  Refusal,
} from './limits.mjs';
import { numberCell } from './number-cells.mjs';

/** @typedef {import('./cell-flags.mjs').Cell} Cell */
/** @typedef {import('./number-cells.mjs').NumberFormat} NumberFormat */
/** @typedef {Record<string, Uint8Array>} Parts the files inside a workbook by their paths */

const WORKBOOK = 'xl/workbook.xml';
const RELATIONSHIPS = 'xl/_rels/workbook.xml.rels';
/** The highest row number that spreadsheet programs support (rows: ECMA-376, part 1, section 18.3.1.73). */
const LAST_ROW = 1_048_576;
/** The format of a cell without a style. */
const GENERAL = { id: 0, code: '' };

/**
 * Reads one sheet of a workbook (.xlsx, ECMA-376). Only the files that this sheet needs are unpacked from the archive, and they are
 * checked against the limits while they are read. The packages that read workbooks refuse a whole file for one unusual cell, and do
 * not tell a formula without a result, an error or a Hijri date from a text.
 * @param {Uint8Array} bytes
 * @param {import('./rows.mjs').WantedSheet} wanted
 * @returns the name of the sheet, the other sheets, how many sheets the workbook shows, and the rows that are not empty
 * @throws {Refusal} if the file exceeds a limit, is not a workbook, or has no such sheet
 */
export function readWorkbook(bytes, wanted) {
  const { sheets, sharedStrings, styles, is1904 } = contentsOf(unpack(bytes, [WORKBOOK, RELATIONSHIPS]));
  const visible = sheets.filter(({ isHidden }) => !isHidden);
  const sheet =
    typeof wanted === 'number'
      ? visible[wanted]
      : sheets.find(({ name }) => name.trim().toLowerCase() === wanted.trim().toLowerCase());
  if (!sheet) throw new Refusal('noSuchSheet');

  const parts = unpack(bytes, [sheet.path, sharedStrings, styles]);
  const { rows, merges, referredStrings } = scanSheet(parts[sheet.path]);
  const texts =
    referredStrings.size > 0 ? scanSharedStrings(parts[sharedStrings], referredStrings) : new Map();
  const formats = parts[styles] ? scanStyles(parts[styles]) : [];
  const grid = rows.map(({ number, isHidden, cells }) => ({
    number,
    isHidden,
    cells: new Map([...cells].map(([column, cell]) => [column, readCell(cell, { texts, formats, is1904 })])),
  }));
  fillMerged(grid, merges);
  return {
    sheet: sheet.name,
    otherSheets: sheets.filter((other) => other !== sheet).map(({ name, isHidden }) => ({ name, isHidden })),
    visibleSheets: visible.length,
    rows: grid
      .sort((a, b) => a.number - b.number)
      .map(({ number, isHidden, cells }) => ({
        number,
        isHidden,
        cells: Array.from(
          { length: Math.max(...cells.keys()) },
          (_, index) => cells.get(index + 1) ?? { text: '' },
        ),
      })),
  };
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

/** The sheets with cells, the paths of the files that all of them need, and whether dates count from 1904. @param {Parts} index */
function contentsOf(index) {
  /** @type {{ name: string, isHidden: boolean, id: string }[]} */
  const listed = [];
  let is1904 = false;
  scan(index[WORKBOOK], {
    open: (name, attribute) => {
      if (name === 'workbookPr') is1904 = isOn(attribute('date1904'));
      if (name !== 'sheet') return;
      const isHidden = ['hidden', 'veryHidden'].includes(attribute('state'));
      listed.push({ name: unescaped(attribute('name')), isHidden, id: attribute('id') });
      if (listed.length > MAX_SHEETS) throw new Refusal('tooManySheets');
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
    // A sheet that is a chart has no cells.
    sheets: listed.flatMap(({ name, isHidden, id }) => {
      const path = targets.get(id);
      return path ? [{ name, isHidden, path }] : [];
    }),
    sharedStrings: targets.get('sharedStrings') ?? 'xl/sharedStrings.xml',
    styles: targets.get('styles') ?? 'xl/styles.xml',
    is1904,
  };
}

/** @typedef {{ type: string, style: string, value: string, hasFormula: boolean }} StoredCell as its element says */
/** @typedef {{ number: number, isHidden: boolean, cells: Map<number, StoredCell> }} StoredRow the cells by column, from 1 */

/**
 * Reads the cells of a sheet that are not empty, and checks them against the limits. Empty cells do not count, because programs write
 * many of them. Formulas do not count either; their results do.
 * @param {Uint8Array | undefined} part
 * @returns {{ rows: StoredRow[], merges: string[], referredStrings: Set<number> }} `merges`: the merged ranges, such as E2:E4;
 *   `referredStrings`: the numbers, from 0, of the shared strings that the cells refer to
 */
function scanSheet(part) {
  let cells = 0;
  let row = 0;
  let column = 0;
  let isRowHidden = false;
  let isValue = false;
  let isPhonetic = false;
  let isComplete = false;
  /** @type {StoredCell | null} */
  let cell = null;
  /** @type {Map<number, StoredRow>} */
  const rows = new Map();
  /** @type {string[]} */
  const merges = [];
  /** @type {Set<number>} */
  const referredStrings = new Set();

  /** @param {StoredCell} stored */
  function keep(stored) {
    const isText = stored.value.trim() !== '';
    // A formula without a type has no stored result; one of the type `str` without a text results in an empty text.
    if (!isText && !(stored.hasFormula && stored.type !== 'str')) return;
    if (stored.type === 's') referredStrings.add(Number(stored.value));
    const storedRow = rows.get(row) ?? { number: row, isHidden: isRowHidden, cells: new Map() };
    rows.set(row, storedRow);
    storedRow.cells.set(column, stored);
    cells += 1;
    if (rows.size > MAX_ROWS + MAX_ROWS_ABOVE || row > MAX_ROW_NUMBER) throw new Refusal('tooManyRows');
    if (column > MAX_COLUMNS) throw new Refusal('tooManyColumns');
    if (cells > MAX_CELLS) throw new Refusal('tooLarge');
  }

  scan(part, {
    open: (name, attribute) => {
      isValue = cell !== null && !isPhonetic && (name === 'v' || name === 't');
      if (name === 'row') {
        row = Number(attribute('r')) || row + 1;
        column = 0;
        isRowHidden = isOn(attribute('hidden'));
        if (row > LAST_ROW) throw new Refusal('notASpreadsheet');
      }
      if (name === 'c') {
        // Addresses are optional: without one, a cell follows the one before (ECMA-376, part 1, section 18.3.1.4).
        const address = attribute('r');
        [column, row] = address ? placeOf(address) : [column + 1, row];
        cell = { type: attribute('t') || 'n', style: attribute('s'), value: '', hasFormula: false };
      }
      if (name === 'f' && cell) cell.hasFormula = true;
      // How a text is pronounced, beside the text itself (section 18.4.6).
      if (name === 'rPh') isPhonetic = true;
      if (name === 'mergeCell' && merges.length < MAX_CELLS) merges.push(attribute('ref'));
    },
    text: (text) => {
      if (!isValue || !cell) return;
      cell.value += text;
      if (cell.value.length > MAX_TEXT_LENGTH) throw new Refusal('textTooLong');
    },
    close: (name) => {
      isValue = false;
      if (name === 'rPh') isPhonetic = false;
      if (name === 'sheetData') isComplete = true;
      if (name !== 'c' || !cell) return;
      keep(cell);
      cell = null;
    },
  });
  // Of a file that is cut off, some rows would be missing.
  if (!isComplete) throw new Refusal('notASpreadsheet');
  return { rows: [...rows.values()], merges, referredStrings };
}

/**
 * Reads the shared strings. The file holds those of all sheets; only those of the sheet that is read must fit the limits.
 * @param {Uint8Array | undefined} part
 * @param {Set<number>} referred the numbers, from 0, of the strings that the sheet refers to
 * @returns {Map<number, string>} these strings by their numbers
 */
function scanSharedStrings(part, referred) {
  let number = -1;
  let text = '';
  let isText = false;
  let isPhonetic = false;
  /** @type {Map<number, string>} */
  const texts = new Map();
  scan(part, {
    open: (name) => {
      isText = name === 't' && !isPhonetic;
      if (name === 'rPh') isPhonetic = true;
      if (name !== 'si') return;
      number += 1;
      text = '';
    },
    text: (more) => {
      if (!isText || !referred.has(number)) return;
      text += more;
      if (text.length > MAX_TEXT_LENGTH) throw new Refusal('textTooLong');
    },
    close: (name) => {
      isText = false;
      if (name === 'rPh') isPhonetic = false;
      if (name === 'si' && referred.has(number)) texts.set(number, text);
    },
  });
  return texts;
}

/**
 * The number format of each cell style, by the style's number from 0 (ECMA-376, part 1, sections 18.8.30 and 18.8.31).
 * @param {Uint8Array} part
 * @returns {NumberFormat[]}
 */
function scanStyles(part) {
  /** @type {Map<string, string>} */
  const codes = new Map();
  /** @type {string[]} */
  const ids = [];
  let isCellStyles = false;
  scan(part, {
    open: (name, attribute) => {
      if (name === 'numFmt') codes.set(attribute('numFmtId'), attribute('formatCode'));
      if (name === 'cellXfs') isCellStyles = true;
      if (name === 'xf' && isCellStyles) ids.push(attribute('numFmtId'));
    },
    close: (name) => {
      if (name === 'cellXfs') isCellStyles = false;
    },
  });
  return ids.map((id) => ({ id: Number(id), code: codes.get(id) ?? '' }));
}

/**
 * The text of a cell by its type (ECMA-376, part 1, section 18.18.11), and what may be wrong with it.
 * @param {StoredCell} cell
 * @param {{ texts: Map<number, string>, formats: NumberFormat[], is1904: boolean }} workbook
 * @returns {Cell}
 */
function readCell({ type, style, value, hasFormula }, { texts, formats, is1904 }) {
  const text = value.trim();
  if (text === '' && hasFormula) return { text: '', flag: 'noResult' };
  switch (type) {
    case 's': {
      const shared = texts.get(Number(text));
      if (shared === undefined) throw new Refusal('notASpreadsheet');
      return textCell(unescaped(shared).trim());
    }
    case 'str':
    case 'inlineStr':
      return textCell(unescaped(value).trim());
    case 'b':
      return { text: text === '1' ? 'TRUE' : 'FALSE', flag: 'boolean' };
    case 'e':
      return { text, flag: 'error' };
    case 'd':
      // ISO 8601. No spreadsheet knows dates before 1900, so an earlier year is one of another calendar.
      return /^(?:19|20)\d\d-\d\d-\d\d/.test(text)
        ? { text: text.slice(0, 10), flag: 'date' }
        : { text, flag: 'unclearDate' };
    default:
      return numberCell(text, { format: formats[Number(style)] ?? GENERAL, is1904 });
  }
}

/**
 * Gives every cell of a merged range the value that the range shows. A range over several columns is flagged there, because its value
 * belongs to one field only. Rows that are empty but for the range stay empty.
 * @param {{ number: number, cells: Map<number, Cell> }[]} grid
 * @param {string[]} merges
 */
function fillMerged(grid, merges) {
  let filled = 0;
  for (const merge of merges) {
    const [from, to] = merge.split(':').map(placeOf);
    if (!from || !to) continue;
    const [firstColumn, firstRow] = from;
    const [lastColumn, lastRow] = to;
    const value = grid.find(({ number }) => number === firstRow)?.cells.get(firstColumn);
    if (!value) continue;
    for (const { number, cells } of grid) {
      if (number < firstRow || number > lastRow) continue;
      for (let column = firstColumn; column <= Math.min(lastColumn, MAX_COLUMNS); column += 1) {
        if (number === firstRow && column === firstColumn) continue;
        cells.set(column, column === firstColumn ? value : { text: '', flag: 'merged' });
        filled += 1;
        if (filled > MAX_CELLS) throw new Refusal('tooLarge');
      }
    }
  }
}

/** @param {string} address such as B7 @returns {[column: number, row: number]} both from 1 */
function placeOf(address) {
  const [, letters, digits] = address.match(/^([A-Z]{1,3})(\d{1,7})$/) ?? [];
  if (!letters) throw new Refusal('notASpreadsheet');
  return [columnOf(letters), Number(digits)];
}

/** Whether an attribute is set (xsd:boolean). @param {string} value */
const isOn = (value) => value === '1' || value === 'true';

/** Decodes characters that XML cannot hold and that workbooks write as _xHHHH_ (ECMA-376, part 1, section 22.9.2.19). @param {string} text */
const unescaped = (text) =>
  text.replace(/_x([0-9A-F]{4})_/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));

/**
 * Parses XML.
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
  parser.on('cdata', (value) => text(value));
  parser.on('closeTag', (name) => close(localName(name)));
  parser.on('error', (error) => {
    throw error;
  });
  parser.parse(strFromU8(part));
}

/** @param {string} name */
const localName = (name) => name.slice(name.indexOf(':') + 1);
