// @ts-check
import { parse } from 'csv-parse/sync';
import { withFormulas } from './formulas.mjs';
import { MAX_COLUMNS, MAX_ROWS, MAX_TEXT_LENGTH, Refusal } from './limits.mjs';

/**
 * Reads a CSV file (RFC 4180) in UTF-8, separated by commas, semicolons or tabs.
 * @param {Uint8Array} bytes
 * @returns {string[][]} the rows that are not empty; one more than the limit at most, so that the caller sees the excess
 * @throws {Refusal} if it is not CSV in UTF-8, or a row is too long
 */
export function readCsv(bytes) {
  const text = decode(bytes);
  const [firstLine = ''] = text.split(/\r?\n/, 1);
  // Excel uses the list separator of the computer's region.
  const separators = [';', '\t', ','];
  const [delimiter = ','] = separators.sort((a, b) => firstLine.split(b).length - firstLine.split(a).length);
  try {
    const rows = parse(text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      trim: true,
      skip_records_with_empty_values: true,
      // The headings, the allowed rows, and one more: the caller counts it and refuses the file.
      to: MAX_ROWS + 2,
      max_record_size: MAX_COLUMNS * MAX_TEXT_LENGTH,
    });
    // Our own export adds apostrophes before formulas; an exported file must read back unchanged.
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

/**
 * Distinguishes text in another encoding from a binary file. Text contains no control characters except tabs and line breaks.
 * @param {Uint8Array} bytes
 */
const hasNoControlCharacters = (bytes) =>
  bytes.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13);
