// @ts-check
// Recognizes spreadsheets that are not read here by their content, so that a refusal can name them.
import { unzipSync } from 'fflate';
import { MAX_PARTS, Refusal } from './limits.mjs';

/** The signature of a compound file, the container of XLS ([MS-CFB] 2.2). */
const COMPOUND_FILE = Buffer.from('d0cf11e0a1b11ae1', 'hex');

/**
 * @param {Buffer} bytes
 * @throws {Refusal} if the file is an XLS file, or a workbook that opens with a password only
 */
export function refuseCompoundFile(bytes) {
  // Workbooks before Excel 5 begin with a record of their own, BOF ([MS-XLS] 2.4.21).
  const isOldXls = bytes[0] === 9 && [0, 2, 4, 8].includes(bytes[1] ?? 1) && bytes[3] === 0;
  if (isOldXls) throw new Refusal('otherFormat', 'XLS');
  if (!bytes.subarray(0, 8).equals(COMPOUND_FILE)) return;
  const contains = (/** @type {string} */ name) => bytes.includes(Buffer.from(name, 'utf16le'));
  // An encrypted workbook is wrapped into such a file ([MS-OFFCRYPTO] 2.3.4.4).
  if (contains('EncryptedPackage')) throw new Refusal('encrypted');
  if (contains('WordDocument') || contains('PowerPoint Document')) throw new Refusal('notASpreadsheet');
  throw new Refusal('otherFormat', 'XLS');
}

/**
 * @param {Buffer} bytes a zip archive
 * @throws {Refusal} if it is a spreadsheet of another program
 */
export function refuseOtherArchive(bytes) {
  /** @type {string[]} */
  const names = [];
  // Nothing is unpacked: only the names in the archive are read.
  unzipSync(bytes, {
    filter: ({ name }) => {
      names.push(name);
      if (names.length > MAX_PARTS) throw new Refusal('tooLarge');
      return false;
    },
  });
  // The first file of an OpenDocument archive is its type, not compressed (OpenDocument 1.3, part 2, section 3.3).
  const start = bytes.subarray(0, 200).toString('latin1');
  if (start.includes('application/vnd.oasis.opendocument.')) {
    if (start.includes('opendocument.spreadsheet')) throw new Refusal('otherFormat', 'ODS');
    throw new Refusal('notASpreadsheet');
  }
  if (names.includes('xl/workbook.bin')) throw new Refusal('otherFormat', 'XLSB');
  if (names.some((name) => name.endsWith('.iwa') || name === 'Index.zip'))
    throw new Refusal('otherFormat', 'Numbers');
}

/**
 * @param {string} text
 * @throws {Refusal} if the text is a PDF file, or a spreadsheet in HTML or XML, which some programs save with the ending .xls
 */
export function refuseOtherText(text) {
  const start = text.slice(0, 2_000).trimStart();
  if (start.startsWith('%PDF-')) throw new Refusal('notASpreadsheet');
  if (!start.startsWith('<')) return;
  if (start.includes('urn:schemas-microsoft-com:office:spreadsheet')) throw new Refusal('otherFormat', 'XML');
  if (start.includes('opendocument')) throw new Refusal('otherFormat', 'FODS');
  if (/^<(?:!doctype html|html|head|meta|style|body|table|div)[\s>]/i.test(start))
    throw new Refusal('otherFormat', 'HTML');
}
