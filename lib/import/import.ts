import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { yieldToEventLoop } from '@/lib/async/turns';
import { type Actor, recordEvent } from '@/lib/audit/audit';
import { db, type Tx, transaction } from '@/lib/db/client';
import { type Locale, locales } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translator';
import { arabStates, countryCodes } from '@/lib/meeting/content/countries';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { create, obstacleTo, registrationsLike } from '@/lib/registration/record-entry';
import { type Field, type FieldProblems, fields, readRecorded } from '@/lib/registration/schema';
import { fold, nameKey } from '@/lib/text/fold';
import { mailboxKey } from '@/lib/text/mailbox-key';
import type { Clock } from '@/lib/time/clock';
import { DAY_MS, later } from '@/lib/time/instant';
import { type Import, Source } from '@/prisma/client/client';

/** The columns of the template, in their order. */
export const importColumns = [...fields, 'source', 'reason'] as const;
export type ImportColumn = (typeof importColumns)[number];

/** How a column is called in a language; the files of either language are understood. */
export function columnTitle(column: ImportColumn, locale: Locale): string {
  const t = translator(locale);
  return column === 'reason' ? t('admin.task.reason.label') : t(`fields.${column}`);
}

/** A row as it was typed; what its columns do not say is empty. */
const typedRow = z.record(z.enum(importColumns), z.string());
export type TypedRow = z.infer<typeof typedRow>;

/** Which columns of a sheet are ours, by its first row. */
export function readHead(head: string[]): {
  columns: (ImportColumn | null)[];
  missing: ImportColumn[];
  unknown: string[];
} {
  const names = new Map(
    importColumns.flatMap((column) =>
      locales.map((locale): [string, ImportColumn] => [fold(columnTitle(column, locale)), column]),
    ),
  );
  const columns = head.map((title) => names.get(fold(title)) ?? null);
  return {
    columns,
    missing: (['fullName', 'jobTitle'] as const).filter((column) => !columns.includes(column)),
    unknown: head.filter((title, index) => title !== '' && columns[index] === null),
  };
}

/** So much of a cell is kept: what is longer is too long for every field, however many marks its letters have. */
const KEPT_LENGTH = 2_401;

/** The rows below the head, by our columns. */
export const typedRows = (rows: string[][], columns: (ImportColumn | null)[]): TypedRow[] =>
  rows.map(
    (row) =>
      Object.fromEntries(
        importColumns.map((column) => [column, (row[columns.indexOf(column)] ?? '').slice(0, KEPT_LENGTH)]),
      ) as TypedRow,
  );

/**
 * What becomes of a row. `wrong`: a field is not as it must be. `known`: registered already; `twice`: the same person stands
 * higher up; `alike`: without an address, and somebody has that name from that country; `late`: no reason although the deadline
 * has passed.
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

/** What is longer is the name of nothing: folding it would take time for no use. */
const LONGEST_NAME = 100;

/** What a text names, in whichever language and spelling. */
const named = <T>(text: string, byName: Map<string, T>): T | undefined =>
  text.length > LONGEST_NAME ? undefined : byName.get(fold(text));

type ReadRow = { read: ReturnType<typeof readRecorded>; source: Source | null; reason: string };

/** Others are answered between so many rows. */
const ROWS_AT_ONCE = 5;

/** Judges each row by itself. */
async function readRows(rows: TypedRow[]): Promise<ReadRow[]> {
  const all: ReadRow[] = [];
  for (const typed of rows) {
    all.push(readRow(typed));
    if (all.length % ROWS_AT_ONCE === 0) await yieldToEventLoop();
  }
  return all;
}

function readRow(typed: TypedRow): ReadRow {
  const asked = Object.fromEntries(fields.map((field) => [field, typed[field] ?? ''])) as Record<
    Field,
    string
  >;
  const country = named(asked.country, countriesByName) ?? asked.country;
  return {
    read: readRecorded({ ...asked, country }),
    // Without a word about it, it came as such papers do.
    source: typed.source ? (named(typed.source, sourcesByName) ?? null) : 'noteVerbale',
    reason: typed.reason ?? '',
  };
}

/** What becomes of each row, as things stand now. */
async function verdictsOn(rows: ReadRow[], tx: Tx, now: Date): Promise<Verdict[]> {
  const meeting = await currentMeeting(tx);
  const participants = rows.flatMap(({ read }) => (read.ok ? [read.participant] : []));
  const among = await registrationsLike(tx, meeting, participants);
  const seen = new Map<string, number>();
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
    const before = seen.get(person);
    if (before === undefined) seen.set(person, index);
    const obstacle = obstacleTo({ participant, reason }, { meeting, among, now });
    if (obstacle?.reason === 'known') return { kind: 'known', reference: obstacle.registration.reference };
    if (before !== undefined) return { kind: 'twice', row: before };
    if (obstacle?.reason === 'late') return { kind: 'late' };
    return obstacle ? { kind: 'alike', reference: obstacle.registration.reference } : { kind: 'good' };
  });
}

/** Keeps the rows for the decision about them. @returns its id */
export async function storeRows(rows: TypedRow[], actor: Actor, now: Date): Promise<string> {
  const { id: meetingId } = await currentMeeting();
  const { id } = await db().import.create({
    data: { id: randomUUID(), meetingId, createdBy: actor.by ?? '', createdAt: now, rows },
  });
  return id;
}

/** Lets the rows go that nobody decided about for a day. */
export async function deleteUndecided(now: Date): Promise<void> {
  await db().import.deleteMany({ where: { doneAt: null, createdAt: { lt: later(now, -DAY_MS) } } });
}

export const findImport = (id: string): Promise<Import | null> => db().import.findUnique({ where: { id } });

export const rowsOf = ({ rows }: Import): TypedRow[] => z.array(typedRow).parse(rows ?? []);

/** What becomes of each row, as things stand now; it is asked once more when they are recorded. */
export const preview = async (rows: TypedRow[], now: Date): Promise<Verdict[]> =>
  verdictsOn(await readRows(rows), db(), now);

export type ImportOutcome = { ok: true; recorded: number } | { ok: false; reason: 'changed' | 'done' };

/**
 * Records the good rows, all of them or none.
 * @param expected how many good ones the preview showed: with another number nothing is written, because something happened
 *   since
 * @param withAlike whether those who are like somebody are other people, and recorded too
 */
export async function recordRows(
  id: string,
  {
    expected,
    withAlike,
    isWritten,
    actor,
    clock,
  }: { expected: number; withAlike: boolean; isWritten: boolean; actor: Actor; clock: Clock },
): Promise<ImportOutcome> {
  // Before the transaction: judging them takes time in which others are answered.
  const kept = await findImport(id);
  const rows = await readRows(kept ? rowsOf(kept) : []);
  return transaction(async (tx): Promise<ImportOutcome> => {
    const now = clock();
    const waiting = await tx.import.findFirst({ where: { id, doneAt: null } });
    if (!waiting) return { ok: false, reason: 'done' };
    // An erasure meanwhile has emptied it.
    if (rowsOf(waiting).length !== rows.length) return { ok: false, reason: 'changed' };
    const verdicts = await verdictsOn(rows, tx, now);
    const isWanted = ({ kind }: Verdict) => kind === 'good' || (kind === 'alike' && withAlike);
    if (verdicts.filter(({ kind }) => kind === 'good').length !== expected)
      return { ok: false, reason: 'changed' };
    const wanted = rows.filter((_, index) => isWanted(verdicts[index] ?? { kind: 'late' }));
    const meeting = await currentMeeting(tx);
    for (const { read, source, reason } of wanted) {
      if (!read.ok || !source) continue;
      const entry = { participant: read.participant, locale: 'ar' as const, source, reason, isWritten };
      await create(tx, meeting, entry, { actor, now });
    }
    await tx.import.update({ where: { id }, data: { rows: [], doneAt: now, recorded: wanted.length } });
    const leftOut = rows.length - wanted.length;
    await recordEvent(tx, { type: 'list.imported', rows: wanted.length, leftOut }, { ...actor, at: now });
    return { ok: true, recorded: wanted.length };
  });
}

/** Lets the rows go without recording any. */
export async function discardImport(id: string): Promise<void> {
  await db().import.deleteMany({ where: { id, doneAt: null } });
}
