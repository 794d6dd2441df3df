import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Actor, recordEvent } from '@/lib/audit/audit';
import { hmac } from '@/lib/crypto/token-encryption';
import { db, type Tx, transaction } from '@/lib/db/client';
import { currentMeeting, type Meeting } from '@/lib/meeting/current-meeting';
import { createEntry } from '@/lib/registration/record-entry';
import { type Field, fields, type Participant } from '@/lib/registration/schema';
import { correctWithin } from '@/lib/registration/staff-actions';
import { MAX_ROWS, type SpreadsheetProblem } from '@/lib/spreadsheet/limits.mjs';
import { readSpreadsheet } from '@/lib/spreadsheet/read';
import type { Sheet } from '@/lib/spreadsheet/rows.mjs';
import type { Clock } from '@/lib/time/clock';
import { DAY_MS, later } from '@/lib/time/instant';
import type { Import } from '@/prisma/client/client';
import {
  type ColumnChoice,
  findHeadings,
  type Headings,
  headingsKey,
  importColumns,
  possibleHeadings,
} from './columns';
import { headingsOf, readStoredFile, rowsBelow, type StoredFile, toStoredFile } from './stored-file';
import { countryKey, readRows, type Verdict, verdictsOn } from './verdicts';

/** Sheets of a workbook among which the list is looked for. */
const MAX_SHEETS_TRIED = 10;

export type FileOutcome =
  | { ok: true; id: string }
  | { ok: false; reason: SpreadsheetProblem | 'noRows'; format?: string | undefined };

/**
 * Reads a spreadsheet and stores its rows until a member decides about them. Nothing is registered yet.
 * @param sheet the name of the wanted sheet; if empty, the first visible sheet with headings is read
 * @returns the import's id, or why the file is refused
 */
export async function storeFile(
  file: Buffer,
  { sheet, actor, now }: { sheet: string; actor: Actor; now: Date },
): Promise<FileOutcome> {
  const found = await findList(file, sheet);
  if (!found.ok) return found;
  const { headings } = found;
  const stored = toStoredFile(found.sheet, headings);
  const people = rowsBelow(stored).length;
  if (people === 0) return { ok: false, reason: 'noRows' };
  if (people > MAX_ROWS) return { ok: false, reason: 'tooManyRows' };
  const { id: meetingId } = await currentMeeting();
  const { id } = await db().import.create({
    data: { id: randomUUID(), meetingId, createdBy: actor.by ?? '', createdAt: now, rows: stored },
  });
  return { ok: true, id };
}

type FoundList =
  | { ok: true; sheet: Sheet; headings: Headings }
  | { ok: false; reason: SpreadsheetProblem; format?: string };

/** The sheet with the list: the named one, or the first visible one whose columns are known; if none is, the likeliest one. */
async function findList(file: Buffer, name: string): Promise<FoundList> {
  let likeliest: Extract<FoundList, { ok: true }> | undefined;
  for (let position = 0; position < MAX_SHEETS_TRIED; position += 1) {
    const sheet = await readSpreadsheet(file, { wanted: name || position });
    if (!sheet.ok) {
      if (name === '' && sheet.reason === 'empty') continue;
      if (name === '' && sheet.reason === 'noSuchSheet') break;
      return sheet;
    }
    const headings = findHeadings(sheet.rows, await rememberedChoices(sheet));
    const found = { ok: true, sheet, headings } as const;
    if (headings.isComplete || name !== '') return found;
    if (!likeliest || namedColumns(found.headings) > namedColumns(likeliest.headings)) likeliest = found;
    if (position + 1 >= sheet.visibleSheets) break;
  }
  return likeliest ?? { ok: false, reason: 'empty' };
}

const namedColumns = ({ choice }: Headings): number => choice.filter((column) => column !== null).length;

const choiceSchema = z.array(z.enum(importColumns).nullable());

/** The id of remembered headings. It says nothing of their text, which could name people. */
const choiceIdOf = (headings: string[]): string | null => {
  const key = headingsKey(headings);
  return key === null ? null : hmac(key, 'headings');
};

/** The choices that members made for the headings of this sheet. */
async function rememberedChoices({
  rows,
}: Pick<Sheet, 'rows'>): Promise<(headings: string[]) => ColumnChoice | undefined> {
  const ids = possibleHeadings(rows).flatMap(({ cells }) => choiceIdOf(cells) ?? []);
  const remembered = await db().columnChoice.findMany({ where: { id: { in: ids } } });
  const choices = new Map(remembered.map(({ id, columns }) => [id, choiceSchema.parse(columns)]));
  return (headings) => choices.get(choiceIdOf(headings) ?? '');
}

/** Deletes imports about which nobody decided for a day. */
export async function deleteUndecided(now: Date): Promise<void> {
  await db().import.deleteMany({ where: { doneAt: null, createdAt: { lt: later(now, -DAY_MS) } } });
}

export const findImport = (id: string): Promise<Import | null> => db().import.findUnique({ where: { id } });

/** The stored sheet of an import; `null` where its rows were removed. */
export const fileOf = ({ rows }: Pick<Import, 'rows'>): StoredFile | null => readStoredFile(rows);

/** Changes the stored sheet of an undecided import. @returns whether there is one */
const change = (id: string, changed: (file: StoredFile) => StoredFile): Promise<boolean> =>
  transaction(async (tx) => {
    const undecided = await tx.import.findFirst({ where: { id, doneAt: null } });
    const file = undecided && fileOf(undecided);
    if (!file) return false;
    await tx.import.update({ where: { id }, data: { rows: changed(file) } });
    return true;
  });

/**
 * Says in which row the headings are, and recognizes the columns again.
 * @param headingRow its number; 0 where the sheet has no headings
 * @returns whether the import is undecided
 */
export async function setHeadingRow(id: string, headingRow: number): Promise<boolean> {
  const stored = await findImport(id);
  const file = stored && fileOf(stored);
  if (!file) return false;
  const rows = file.rows.filter(({ number }) => number === headingRow);
  const { choice } = findHeadings(rows, await rememberedChoices({ rows }));
  return change(id, (current) => ({ ...current, headingRow, columns: choice, isComplete: false }));
}

/** Says which column is which, and remembers it for the next file with the same headings. @returns whether the import is undecided */
export async function setColumns(id: string, columns: ColumnChoice): Promise<boolean> {
  let headings: string[] = [];
  const isStored = await change(id, (file) => {
    headings = headingsOf(file);
    return { ...file, columns, isComplete: true };
  });
  const choiceId = choiceIdOf(headings);
  if (isStored && choiceId !== null) {
    await db().columnChoice.upsert({
      where: { id: choiceId },
      create: { id: choiceId, columns },
      update: { columns },
    });
  }
  return isStored;
}

/**
 * Says what unknown names of countries mean, for all rows that have them.
 * @param meanings by name: a code, or an empty text for no country
 * @returns whether the import is undecided
 */
export const setCountries = (id: string, meanings: Record<string, string>): Promise<boolean> =>
  change(id, (file) => ({
    ...file,
    countries: {
      ...file.countries,
      ...Object.fromEntries(Object.entries(meanings).map(([name, code]) => [countryKey(name), code])),
    },
  }));

/** The verdict on each row, by what is registered now. `recordRows` computes the verdicts again. */
export const preview = async (file: StoredFile, now: Date): Promise<Verdict[]> =>
  verdictsOn(await readRows(file), db(), now);

/** A digest of all verdicts: if it is the same, what was shown is what is recorded. */
export const digestOf = (verdicts: Verdict[]): string =>
  createHash('sha256').update(JSON.stringify(verdicts)).digest('base64url');

/** What a member decides about an import. */
export type Decision = {
  /** The digest of the verdicts that were shown. */
  expected: string;
  /** Whether rows with the verdict `alike` are other people, and are recorded too. */
  withAlike: boolean;
  /** Whether new people get the acknowledgement. */
  isNotified: boolean;
  /** The fields that rows with the verdict `update` change. */
  updatedFields: Field[];
  /** Why they are changed, where the row gives no reason. */
  updateReason: string;
  /** Whether people whose values are changed get an email about it. */
  isUpdateNotified: boolean;
};

export type ImportOutcome =
  | { ok: true; recorded: number; updated: number }
  | { ok: false; reason: 'changed' | 'done' | 'nothing' };

/**
 * Records all good rows of an import and the wanted updates, or nothing.
 * @returns how many people were recorded and updated; `changed`: the verdicts are other ones now, and nothing was written; `done`: the
 *   import was recorded or discarded before; `nothing`: the decision leaves no row to record, and the import stays undecided
 */
export async function recordRows(
  id: string,
  decision: Decision,
  { actor, clock }: { actor: Actor; clock: Clock },
): Promise<ImportOutcome> {
  // Checked before the transaction, because it takes long and lets other requests run in between.
  const stored = await findImport(id);
  const file = stored && fileOf(stored);
  const rows = file ? await readRows(file) : [];
  return transaction(async (tx): Promise<ImportOutcome> => {
    const now = clock();
    const undecided = await tx.import.findFirst({ where: { id, doneAt: null } });
    if (!undecided) return { ok: false, reason: 'done' };
    // Somebody else may have changed what the columns or countries mean, or erased a person, which empties all imports.
    if (JSON.stringify(fileOf(undecided)) !== JSON.stringify(file)) return { ok: false, reason: 'changed' };
    const verdicts = await verdictsOn(rows, tx, now);
    if (digestOf(verdicts) !== decision.expected) return { ok: false, reason: 'changed' };

    const meeting = await currentMeeting(tx);
    let [recorded, updated] = [0, 0];
    for (const [index, { read, source, reason }] of rows.entries()) {
      const verdict = verdicts[index];
      const isNew = verdict?.kind === 'good' || (verdict?.kind === 'alike' && decision.withAlike);
      if (isNew && read.ok) {
        const { isNotified } = decision;
        const entry = { participant: read.participant, locale: 'ar' as const, source, reason, isNotified };
        await createEntry(tx, meeting, entry, { actor, now });
        recorded += 1;
      }
      if (verdict?.kind !== 'update') continue;
      if (await update(tx, meeting, verdict, { reason, decision, actor, at: now })) updated += 1;
    }
    if (recorded + updated === 0) return { ok: false, reason: 'nothing' };
    await tx.import.update({ where: { id }, data: { rows: [], doneAt: now, recorded, updated } });
    const leftOut = rows.length - recorded - updated;
    await recordEvent(tx, { type: 'list.imported', rows: recorded, updated, leftOut }, { ...actor, at: now });
    return { ok: true, recorded, updated };
  });
}

/**
 * Gives a registered person the wanted values of a row.
 * @returns whether a wanted field differs
 */
async function update(
  tx: Tx,
  meeting: Meeting,
  { id, changes }: Extract<Verdict, { kind: 'update' }>,
  { reason, decision, ...origin }: { reason: string; decision: Decision; actor: Actor; at: Date },
): Promise<boolean> {
  const wanted = changes.filter(({ field }) => decision.updatedFields.some((name) => name === field));
  if (wanted.length === 0) return false;
  const existing = await tx.registration.findUniqueOrThrow({ where: { id } });
  const participant: Participant = {
    ...(Object.fromEntries(fields.map((field) => [field, existing[field]])) as Participant),
    ...Object.fromEntries(wanted.map(({ field, to }) => [field, to])),
  };
  const correction = {
    participant,
    reason: reason || decision.updateReason,
    isNotified: decision.isUpdateNotified,
  };
  await correctWithin(tx, { meeting, existing }, correction, origin);
  return true;
}

/** Deletes an import without recording any row. */
export async function discardImport(id: string): Promise<void> {
  await db().import.deleteMany({ where: { id, doneAt: null } });
}
