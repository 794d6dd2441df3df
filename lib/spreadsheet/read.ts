import { parse } from 'csv-parse/sync';
import readXlsxFile from 'read-excel-file/node';

/** A spreadsheet as rows of texts, or why it is none. */
export type Spreadsheet =
  | { ok: true; rows: string[][] }
  | { ok: false; reason: 'notASpreadsheet' | 'notUtf8' | 'empty' | 'tooManyRows' | 'tooLarge' };

/** As many as a secretariat ever has at once; more is a mistake. */
export const MOST_ROWS = 500;
const MOST_CELLS = 100_000;
/** What a workbook may hold once it is unpacked: small files can unpack to very large ones. */
const MOST_UNPACKED_BYTES = 30_000_000;
/** Of which a workbook has some dozens. */
const MOST_PARTS = 1_000;

/** Reads a workbook (.xlsx) or a CSV file by what is in it, whatever it is called. @param bytes the file */
export async function readSpreadsheet(bytes: Buffer): Promise<Spreadsheet> {
  if (bytes.length === 0) return { ok: false, reason: 'empty' };
  const read = isZip(bytes) ? await readWorkbook(bytes) : readCsv(bytes);
  if (!read.ok) return read;
  const rows = read.rows.filter((row) => row.some((cell) => cell !== ''));
  if (rows.length === 0) return { ok: false, reason: 'empty' };
  return rows.length > MOST_ROWS + 1 ? { ok: false, reason: 'tooManyRows' } : { ok: true, rows };
}

const isZip = (bytes: Buffer): boolean =>
  bytes.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004', 'latin1'));

async function readWorkbook(bytes: Buffer): Promise<Spreadsheet> {
  if (unpackedSize(bytes) > MOST_UNPACKED_BYTES) return { ok: false, reason: 'tooLarge' };
  try {
    const [sheet] = await readXlsxFile(bytes);
    const data = sheet?.data ?? [];
    if (data.reduce((cells, row) => cells + row.length, 0) > MOST_CELLS) {
      return { ok: false, reason: 'tooLarge' };
    }
    return { ok: true, rows: data.map((row) => row.map(asText)) };
  } catch {
    // A zip that is no workbook, or one that another program left broken: there is no more to say about it.
    return { ok: false, reason: 'notASpreadsheet' };
  }
}

/** What the directory of a zip file says that its parts unpack to (APPNOTE 4.3.12); without end when they are too many. */
function unpackedSize(bytes: Buffer): number {
  const HEADER = Buffer.from('PK\u0001\u0002', 'latin1');
  let size = 0;
  let parts = 0;
  for (
    let at = bytes.indexOf(HEADER);
    at >= 0 && at + 28 <= bytes.length;
    at = bytes.indexOf(HEADER, at + 4)
  ) {
    size += bytes.readUInt32LE(at + 24);
    parts += 1;
    if (parts > MOST_PARTS) return Number.POSITIVE_INFINITY;
  }
  return size;
}

function asText(cell: unknown): string {
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return cell === null || cell === undefined ? '' : String(cell).trim();
}

function readCsv(bytes: Buffer): Spreadsheet {
  const text = decoded(bytes);
  if (text === null) return { ok: false, reason: looksLikeText(bytes) ? 'notUtf8' : 'notASpreadsheet' };
  const [first = ''] = text.split(/\r?\n/, 1);
  // Excel separates with what its country uses.
  const delimiter = [';', '\t', ','].sort((a, b) => first.split(b).length - first.split(a).length)[0] ?? ',';
  try {
    const rows = parse(text, { bom: true, delimiter, relax_column_count: true, trim: true }) as string[][];
    return { ok: true, rows };
  } catch {
    return { ok: false, reason: 'notASpreadsheet' };
  }
}

function decoded(bytes: Buffer): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Text in another encoding has few control characters; a picture or a program has many. */
const looksLikeText = (bytes: Buffer): boolean =>
  !bytes.includes(0) && bytes.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13);
