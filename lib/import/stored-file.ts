import { z } from 'zod';
import { cellFlags } from '@/lib/spreadsheet/cell-flags.mjs';
import type { Sheet, SheetRow } from '@/lib/spreadsheet/rows.mjs';
import { type ColumnChoice, type ImportColumn, importColumns, repeatsHeadings } from './columns';

/**
 * A cell is cut to this length (UTF-16 code units). A longer text is too long for every field, however many marks its letters have.
 */
const CELL_LENGTH = 2_401;

const row = z.object({
  number: z.number(),
  cells: z.array(z.string()),
  flags: z.record(z.string(), z.enum(cellFlags)),
  isHidden: z.boolean(),
});

const storedFile = z.object({
  /** The name of the sheet; empty for a CSV file. */
  sheet: z.string(),
  otherSheets: z.array(z.object({ name: z.string(), isHidden: z.boolean() })),
  encoding: z.string(),
  /** All rows that are not empty, also those above the headings. */
  rows: z.array(row),
  /** The number of the row with the headings; 0 if there are none. */
  headingRow: z.number(),
  columns: z.array(z.enum(importColumns).nullable()),
  /** Whether it is known which column is which; if not, a member is asked. */
  isComplete: z.boolean(),
  /** What unknown names of countries mean, by the key of the name: a code, or an empty text for no country. */
  countries: z.record(z.string(), z.string()),
});

/** An uploaded sheet as it is stored until a member decides about it. */
export type StoredFile = z.infer<typeof storedFile>;

/** Reads what is stored. @returns `null` where the rows were removed, because the import is done or somebody was erased */
export function readStoredFile(stored: unknown): StoredFile | null {
  const parsed = storedFile.safeParse(stored);
  return parsed.success ? parsed.data : null;
}

/** The sheet in the form in which it is stored. */
export function toStoredFile(
  { sheet, otherSheets, encoding, rows }: Omit<Sheet, 'visibleSheets'>,
  { row: headingRow, choice, isComplete }: { row: number; choice: ColumnChoice; isComplete: boolean },
): StoredFile {
  return {
    sheet,
    otherSheets,
    encoding,
    rows: rows.map((each) => ({ ...each, cells: each.cells.map((cell) => cell.slice(0, CELL_LENGTH)) })),
    headingRow,
    columns: choice,
    isComplete,
    countries: {},
  };
}

/** A row below the headings: the text of each column, empty where the file has no such column, and what may be wrong with it. */
export type TypedRow = {
  /** The row's number in the sheet. */
  number: number;
  isHidden: boolean;
  /** Whether the row repeats the headings. */
  isHeading: boolean;
  texts: Record<ImportColumn, string>;
  flags: Partial<Record<ImportColumn, SheetRow['flags'][string]>>;
};

/** The row with the headings, if there is one. */
export const headingsOf = ({ rows, headingRow }: StoredFile): string[] =>
  rows.find(({ number }) => number === headingRow)?.cells ?? [];

/** The rows below the headings. */
export const rowsBelow = ({ rows, headingRow }: StoredFile): SheetRow[] =>
  rows.filter(({ number }) => number > headingRow);

/** The rows below the headings, by column. The parts of a name that is spread over several columns are joined. */
export function typedRows(file: StoredFile): TypedRow[] {
  const headings = headingsOf(file);
  return rowsBelow(file).map(({ number, isHidden, cells, flags }) => {
    const indexesOf = (column: ImportColumn) =>
      file.columns.flatMap((chosen, index) => (chosen === column ? [index] : []));
    const textOf = (column: ImportColumn) =>
      indexesOf(column)
        .map((index) => cells[index] ?? '')
        .filter(Boolean)
        .join(' ');
    return {
      number,
      isHidden,
      isHeading:
        repeatsHeadings(cells, file.columns) ||
        (headings.length > 1 && headings.every((heading, index) => heading === (cells[index] ?? ''))),
      texts: Object.fromEntries(importColumns.map((column) => [column, textOf(column)])) as TypedRow['texts'],
      flags: Object.fromEntries(
        importColumns.flatMap((column) => {
          const flag = indexesOf(column)
            .map((index) => flags[index])
            .find(Boolean);
          return flag ? [[column, flag]] : [];
        }),
      ),
    };
  });
}

/** A column of the sheet: its position from 0, its heading, and some of its texts. */
export type SheetColumn = { index: number; heading: string; samples: string[] };

/** How many texts of a column help to see what it holds. */
const SAMPLES = 3;

/** The columns of the sheet that are not empty. */
export function sheetColumns(file: StoredFile): SheetColumn[] {
  const headings = headingsOf(file);
  const below = rowsBelow(file);
  const width = Math.max(headings.length, ...below.map(({ cells }) => cells.length), 0);
  return Array.from({ length: width }, (_, index) => ({
    index,
    heading: headings[index] ?? '',
    samples: below
      .map(({ cells }) => cells[index] ?? '')
      .filter(Boolean)
      .slice(0, SAMPLES),
  })).filter(({ heading, samples }) => heading !== '' || samples.length > 0);
}

/** The columns that are not imported. */
export const ignoredColumns = (file: StoredFile): SheetColumn[] =>
  sheetColumns(file).filter(({ index }) => !file.columns[index]);

/** The rows above the headings, such as titles, which are not imported. */
export const rowsAbove = ({ rows, headingRow }: StoredFile): SheetRow[] =>
  rows.filter(({ number }) => number < headingRow);
