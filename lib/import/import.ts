import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { yieldToEventLoop } from '@/lib/async/yield-to-event-loop';
import { type Actor, recordEvent } from '@/lib/audit/audit';
import { db, type Tx, transaction } from '@/lib/db/client';
import { type Locale, locales } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { arabStates, countryCodes } from '@/lib/meeting/content/countries';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { createEntry, obstacleTo, registrationsWithNames } from '@/lib/registration/record-entry';
import { type Field, type FieldProblems, fields, readRecorded } from '@/lib/registration/schema';
import { fold } from '@/lib/text/fold';
import { mailboxKey } from '@/lib/text/mailbox-key';
import { nameKey } from '@/lib/text/name-keys';
import type { Clock } from '@/lib/time/clock';
import { DAY_MS, later } from '@/lib/time/instant';
import { type Import, Source } from '@/prisma/client/client';

/** The columns of the template, in their order. */
export const importColumns = [...fields, 'source', 'reason'] as const;
export type ImportColumn = (typeof importColumns)[number];

/** The title of a column in a language. Files with the titles of either language can be imported. */
export function columnTitle(column: ImportColumn, locale: Locale): string {
  const t = translator(locale);
  return column === 'reason' ? t('admin.task.reason.label') : t(`fields.${column}`);
}

/** Other titles of a column: templates and lists that people have kept may have them. */
const otherTitles: [title: string, ImportColumn][] = [
  ['E-mail address', 'email'],
  ['Received by', 'source'],
];

/** The texts of a row by column; empty where the file has no such column. */
const typedRow = z.record(z.enum(importColumns), z.string());
export type TypedRow = z.infer<typeof typedRow>;

/**
 * Recognizes the columns of a sheet by the titles in its first row.
 * @returns the column at each position (`null` for an unknown title), required columns that are missing, and unknown titles
 */
export function readHeader(header: string[]): {
  columns: (ImportColumn | null)[];
  missing: ImportColumn[];
  unknown: string[];
} {
  const titles = importColumns.flatMap((column) =>
    locales.map((locale): [string, ImportColumn] => [columnTitle(column, locale), column]),
  );
  const names = new Map([...otherTitles, ...titles].map(([title, column]) => [fold(title), column]));
  const columns = header.map((title) => names.get(fold(title)) ?? null);
  return {
    columns,
    missing: (['fullName', 'jobTitle'] as const).filter((column) => !columns.includes(column)),
    unknown: header.filter((title, index) => title !== '' && columns[index] === null),
  };
}

/**
 * A cell is cut to this length (UTF-16 code units). A longer text is too long for every field, however many marks its letters have.
 */
const CELL_LENGTH = 2_401;

/** The rows below the header, by column. */
export const typedRows = (rows: string[][], columns: (ImportColumn | null)[]): TypedRow[] =>
  rows.map(
    (row) =>
      Object.fromEntries(
        importColumns.map((column) => [column, (row[columns.indexOf(column)] ?? '').slice(0, CELL_LENGTH)]),
      ) as TypedRow,
  );

/**
 * Whether a row can be recorded, or why not. `wrong`: a field is invalid. `known`: the person is registered already. `twice`: the same
 * person is in an earlier row of the file. `alike`: the row has no address, and somebody with this name from this country is
 * registered. `late`: the deadline has passed and there is no reason.
 */
export type Verdict =
  | { kind: 'good' }
  | { kind: 'wrong'; complaints: FieldProblems; isSourceWrong: boolean }
  | { kind: 'known' | 'alike'; reference: string }
  | { kind: 'twice'; row: number }
  | { kind: 'late' };

const countriesByName = new Map([
  ...Object.entries(arabStates).flatMap(([code, names]) =>
    locales.map((locale): [string, string] => [fold(names[locale]), code]),
  ),
  ...[...countryCodes].map((code): [string, string] => [fold(code), code]),
]);

const sourcesByName = new Map(
  Object.values(Source)
    .filter((source) => source !== 'form')
    .flatMap((source) =>
      [source, ...locales.map((locale) => translator(locale)(`admin.source.${source}`))].map(
        (name): [string, Source] => [fold(name), source],
      ),
    ),
);

/** A longer text is no name of a country or source, and is not folded, which would only take time. */
const MAX_NAME_LENGTH = 100;

/** What a text names, in either language and in any spelling. */
const lookUp = <T>(text: string, byName: Map<string, T>): T | undefined =>
  text.length > MAX_NAME_LENGTH ? undefined : byName.get(fold(text));

type ReadRow = { read: ReturnType<typeof readRecorded>; source: Source | null; reason: string };

/** After this number of rows the event loop serves other requests. */
const ROWS_PER_TURN = 5;

/** Checks the fields of each row, without the database. */
async function readRows(rows: TypedRow[]): Promise<ReadRow[]> {
  const readSoFar: ReadRow[] = [];
  for (const row of rows) {
    readSoFar.push(readRow(row));
    if (readSoFar.length % ROWS_PER_TURN === 0) await yieldToEventLoop();
  }
  return readSoFar;
}

function readRow(row: TypedRow): ReadRow {
  const values = Object.fromEntries(fields.map((field) => [field, row[field] ?? ''])) as Record<
    Field,
    string
  >;
  const country = lookUp(values.country, countriesByName) ?? values.country;
  return {
    read: readRecorded({ ...values, country }),
    // Lists of delegations usually come with a note verbale.
    source: row.source ? (lookUp(row.source, sourcesByName) ?? null) : 'noteVerbale',
    reason: row.reason ?? '',
  };
}

/** The verdict on each row, by what is registered now. */
async function verdictsOn(rows: ReadRow[], tx: Tx, now: Date): Promise<Verdict[]> {
  const meeting = await currentMeeting(tx);
  const participants = rows.flatMap(({ read }) => (read.ok ? [read.participant] : []));
  const candidates = await registrationsWithNames(tx, meeting, participants);
  const firstRows = new Map<string, number>();
  return rows.map(({ read, source, reason }, index): Verdict => {
    if (!read.ok || !source) {
      const complaints = read.ok ? {} : read.complaints;
      return { kind: 'wrong', complaints, isSourceWrong: source === null };
    }
    const { participant } = read;
    const person = JSON.stringify([
      participant.email === null ? ['', participant.country] : mailboxKey(participant.email),
      nameKey(participant.fullName),
    ]);
    const earlierRow = firstRows.get(person);
    if (earlierRow === undefined) firstRows.set(person, index);
    const obstacle = obstacleTo({ participant, reason }, { meeting, candidates, now });
    if (obstacle?.reason === 'known') return { kind: 'known', reference: obstacle.registration.reference };
    if (earlierRow !== undefined) return { kind: 'twice', row: earlierRow };
    if (obstacle?.reason === 'late') return { kind: 'late' };
    return obstacle ? { kind: 'alike', reference: obstacle.registration.reference } : { kind: 'good' };
  });
}

/** Stores the rows of a file until a member decides about them. @returns the import's id */
export async function storeRows(rows: TypedRow[], actor: Actor, now: Date): Promise<string> {
  const { id: meetingId } = await currentMeeting();
  const { id } = await db().import.create({
    data: { id: randomUUID(), meetingId, createdBy: actor.by ?? '', createdAt: now, rows },
  });
  return id;
}

/** Deletes imports about which nobody decided for a day. */
export async function deleteUndecided(now: Date): Promise<void> {
  await db().import.deleteMany({ where: { doneAt: null, createdAt: { lt: later(now, -DAY_MS) } } });
}

export const findImport = (id: string): Promise<Import | null> => db().import.findUnique({ where: { id } });

export const rowsOf = ({ rows }: Import): TypedRow[] => z.array(typedRow).parse(rows ?? []);

/** The verdict on each row, by what is registered now. `recordRows` computes the verdicts again. */
export const preview = async (rows: TypedRow[], now: Date): Promise<Verdict[]> =>
  verdictsOn(await readRows(rows), db(), now);

export type ImportOutcome = { ok: true; recorded: number } | { ok: false; reason: 'changed' | 'done' };

/**
 * Records all good rows of an import, or none.
 * @param expected how many good rows the preview showed
 * @param withAlike whether rows with the verdict `alike` are other people, and are recorded too
 * @returns how many rows were recorded; `changed`: the number of good rows is another one now, and nothing was written; `done`: the
 *   import was recorded or discarded before
 */
export async function recordRows(
  id: string,
  {
    expected,
    withAlike,
    isNotified,
    actor,
    clock,
  }: { expected: number; withAlike: boolean; isNotified: boolean; actor: Actor; clock: Clock },
): Promise<ImportOutcome> {
  // Checked before the transaction, because it takes long and lets other requests run in between.
  const stored = await findImport(id);
  const rows = await readRows(stored ? rowsOf(stored) : []);
  return transaction(async (tx): Promise<ImportOutcome> => {
    const now = clock();
    const undecided = await tx.import.findFirst({ where: { id, doneAt: null } });
    if (!undecided) return { ok: false, reason: 'done' };
    // Erasing a person empties all imports; that may have happened in between.
    if (rowsOf(undecided).length !== rows.length) return { ok: false, reason: 'changed' };
    const verdicts = await verdictsOn(rows, tx, now);
    const isAccepted = ({ kind }: Verdict) => kind === 'good' || (kind === 'alike' && withAlike);
    if (verdicts.filter(({ kind }) => kind === 'good').length !== expected)
      return { ok: false, reason: 'changed' };
    const accepted = rows.filter((_, index) => isAccepted(verdicts[index] ?? { kind: 'late' }));
    const meeting = await currentMeeting(tx);
    for (const { read, source, reason } of accepted) {
      if (!read.ok || !source) continue;
      const entry = { participant: read.participant, locale: 'ar' as const, source, reason, isNotified };
      await createEntry(tx, meeting, entry, { actor, now });
    }
    await tx.import.update({ where: { id }, data: { rows: [], doneAt: now, recorded: accepted.length } });
    const leftOut = rows.length - accepted.length;
    await recordEvent(tx, { type: 'list.imported', rows: accepted.length, leftOut }, { ...actor, at: now });
    return { ok: true, recorded: accepted.length };
  });
}

/** Deletes an import without recording any row. */
export async function discardImport(id: string): Promise<void> {
  await db().import.deleteMany({ where: { id, doneAt: null } });
}
