// @ts-check
import { parse } from 'csv-parse/sync';
import { withFormulas } from './formulas.mjs';
import { MAX_COLUMNS, MAX_ROWS, MAX_TEXT_LENGTH, Refusal } from './limits.mjs';

/**
 * Reads a CSV file (RFC 4180) in UTF-8, whatever its separator is.
 * @param {Uint8Array} bytes
 * @returns {string[][]} the rows that hold something, one more than may be read at most
 */
export function readCsv(bytes) {
  const text = decode(bytes);
  const [firstLine = ''] = text.split(/\r?\n/, 1);
  // Excel separates with what its country uses.
  const separators = [';', '\t', ','];
  const [delimiter = ','] = separators.sort((a, b) => firstLine.split(b).length - firstLine.split(a).length);
  try {
    const rows = parse(text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      trim: true,
      skip_records_with_empty_values: true,
      // The headings, and one row more than is taken, so that somebody counts it.
      to: MAX_ROWS + 2,
      max_record_size: MAX_COLUMNS * MAX_TEXT_LENGTH,
    });
    // As our own export writes them.
    return rows.map((row) => row.map(withFormulas));
  } catch (error) {
    const { code } = /** @type {{ code?: string }} */ (error);
    throw new Refusal(code === 'CSV_MAX_RECORD_SIZE' ? 'textTooLong' : 'notASpreadsheet');
  }
}

/** @param {Uint8Array} bytes */
function decode(bytes) {
  if (bytes.includes(0)) throw new Refusal('notASpreadsheet');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal(hasNoControlCharacters(bytes) ? 'notUtf8' : 'notASpreadsheet');
  }
}

/** Text in another encoding has tabs and line breaks alone; a picture or a program has many. @param {Uint8Array} bytes */
const hasNoControlCharacters = (bytes) =>
  bytes.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13);
