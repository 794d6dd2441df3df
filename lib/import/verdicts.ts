import { yieldToEventLoop } from '@/lib/async/yield-to-event-loop';
import type { Change } from '@/lib/audit/audit';
import type { Tx } from '@/lib/db/client';
import { countryNamed } from '@/lib/meeting/content/country-names';
import { currentMeeting } from '@/lib/meeting/current-meeting';
import { differences } from '@/lib/registration/changes';
import { findKnown, obstacleTo, registrationsWithNames } from '@/lib/registration/record-entry';
import {
  type Field,
  type FieldProblems,
  fields,
  type Participant,
  readPerson,
  readRecorded,
} from '@/lib/registration/schema';
import { readReason } from '@/lib/registration/staff-fields';
import { mailboxKey } from '@/lib/text/mailbox-key';
import { nameKey } from '@/lib/text/name-keys';
import { termKey } from '@/lib/text/term-key';
import type { Registration, Source } from '@/prisma/client/client';
import type { ImportColumn } from './columns';
import { sourceNamed } from './sources';
import { type StoredFile, type TypedRow, typedRows } from './stored-file';

/**
 * Whether a row can be recorded, or why not. `wrong`: a field is invalid. `heading`: the row repeats the headings. `known`: the person is
 * registered with these values already; `withdrawn`: and has withdrawn. `update`: the person is registered, with other values. `twice`:
 * the same person is in an earlier row of the file. `alike`: the row has no address, and somebody with this name from this country
 * is registered. `late`: the deadline has passed and there is no reason.
 */
export type Verdict =
  | { kind: 'good' }
  | { kind: 'heading' }
  | { kind: 'wrong'; problems: RowProblems }
  | { kind: 'known' | 'withdrawn' | 'alike'; reference: string }
  | { kind: 'update'; reference: string; id: string; version: number; changes: Change[] }
  | { kind: 'twice'; row: number }
  | { kind: 'late' };

export type RowProblems = {
  fields: FieldProblems;
  /** Cells whose text may not be what the sheet shows. */
  cells: TypedRow['flags'];
  isSourceUnknown: boolean;
  isReasonTooLong: boolean;
};

/** A row after its fields were checked, without the database. */
export type ReadRow = {
  number: number;
  isHeading: boolean;
  /** The texts by field, with a code for the country. */
  values: Record<Field, string>;
  read: ReturnType<typeof readRecorded>;
  /** The name and the address, if both are valid. */
  person: Pick<Participant, 'fullName' | 'email'> | null;
  source: Source;
  reason: string;
  /** What is wrong beside the fields. */
  problems: Omit<RowProblems, 'fields'>;
};

/** After this number of rows the event loop serves other requests. */
const ROWS_PER_TURN = 5;

/** Checks the fields of each row, without the database. */
export async function readRows(file: StoredFile): Promise<ReadRow[]> {
  const readSoFar: ReadRow[] = [];
  for (const row of typedRows(file)) {
    readSoFar.push(readRow(row, file.countries));
    if (readSoFar.length % ROWS_PER_TURN === 0) await yieldToEventLoop();
  }
  return readSoFar;
}

/** One key for all spellings of an unknown name of a country. */
export const countryKey = (name: string): string => termKey(name) || name;

/**
 * The country of a cell: as the text names it, or as a member said what an unknown name means.
 * @returns a code; an empty text for no country; `undefined` for an unknown name
 */
export function countryOf(text: string, countries: StoredFile['countries']): string | undefined {
  const key = countryKey(text);
  return countryNamed(text) ?? (Object.hasOwn(countries, key) ? countries[key] : undefined);
}

function readRow({ number, isHeading, texts, flags }: TypedRow, countries: StoredFile['countries']): ReadRow {
  const values = {
    ...(Object.fromEntries(fields.map((field) => [field, texts[field]])) as Record<Field, string>),
    country: countryOf(texts.country, countries) ?? texts.country,
  };
  // Lists of delegations usually come with a note verbale.
  const source = texts.source === '' ? 'noteVerbale' : sourceNamed(texts.source);
  const reason = readReason(texts.reason);
  return {
    number,
    isHeading,
    values,
    read: readRecorded(values),
    person: readPerson(values),
    source: source ?? 'noteVerbale',
    reason: reason.ok ? reason.text : '',
    problems: {
      cells: Object.fromEntries(
        Object.entries(flags).filter(([column, flag]) => !isFitting(column as ImportColumn, flag)),
      ),
      isSourceUnknown: source === undefined,
      isReasonTooLong: !reason.ok && reason.problem === 'tooLong',
    },
  };
}

/** Whether a flagged cell holds what its column may hold: a reason may be a date, or the number of a note. */
const isFitting = (column: ImportColumn, flag: TypedRow['flags'][ImportColumn]): boolean =>
  column === 'reason' && (flag === 'date' || flag === 'number');

/** The verdict on each row, by what is registered now. */
export async function verdictsOn(rows: ReadRow[], tx: Tx, now: Date): Promise<Verdict[]> {
  const meeting = await currentMeeting(tx);
  const candidates = await registrationsWithNames(
    tx,
    meeting,
    rows.flatMap(({ person }) => person ?? []),
  );
  const firstRows = new Map<string, number>();
  return rows.map((row): Verdict => {
    if (row.isHeading) return { kind: 'heading' };
    const { read, person, problems, reason } = row;
    const known = person && findKnown(person, candidates);
    // How a known person's confirmation was received is recorded already: our own list says so with words that no import may claim.
    const isSourceWrong = problems.isSourceUnknown && !known;
    const isWrong = isSourceWrong || Object.keys(problems.cells).length > 0 || problems.isReasonTooLong;
    if (isWrong || (!known && !read.ok)) {
      const complaints = read.ok || known ? {} : read.complaints;
      return { kind: 'wrong', problems: { ...problems, isSourceUnknown: isSourceWrong, fields: complaints } };
    }
    const earlierRow =
      person && earlierRowOf({ ...person, country: row.values.country }, row.number, firstRows);
    if (earlierRow) return { kind: 'twice', row: earlierRow };
    if (known) return updateOf(known, row);
    if (!read.ok) return { kind: 'wrong', problems: { ...problems, fields: read.complaints } };
    const obstacle = obstacleTo({ participant: read.participant, reason }, { meeting, candidates, now });
    if (!obstacle) return { kind: 'good' };
    return obstacle.reason === 'late'
      ? { kind: 'late' }
      : { kind: obstacle.reason, reference: obstacle.registration.reference };
  });
}

/** The number of the earlier row about the same person. The first row about somebody is noted. */
function earlierRowOf(
  { fullName, email, country }: { fullName: string; email: string | null; country: string },
  number: number,
  firstRows: Map<string, number>,
): number | undefined {
  const person = JSON.stringify([email === null ? ['', country] : mailboxKey(email), nameKey(fullName)]);
  const earlier = firstRows.get(person);
  if (earlier === undefined) firstRows.set(person, number);
  return earlier;
}

/** What a row about somebody who is registered changes. A blank cell changes nothing. */
function updateOf(known: Registration, { values, problems }: ReadRow): Verdict {
  const { reference, id, version } = known;
  if (known.status === 'withdrawn') return { kind: 'withdrawn', reference };
  const merged = Object.fromEntries(fields.map((field) => [field, values[field] || (known[field] ?? '')]));
  const read = readRecorded(merged, known);
  if (!read.ok) {
    return { kind: 'wrong', problems: { ...problems, isSourceUnknown: false, fields: read.complaints } };
  }
  const changes = differences(known, read.participant);
  return changes.length === 0
    ? { kind: 'known', reference }
    : { kind: 'update', reference, id, version, changes };
}

/** A name of a country that is not known, and the numbers of the rows that have it. */
export type UnknownCountry = { name: string; rows: number[] };

/** The names in the column of countries that are not known, each once in all its spellings. */
export function unknownCountries(file: StoredFile): UnknownCountry[] {
  const found = new Map<string, UnknownCountry>();
  for (const { number, texts, flags, isHeading } of typedRows(file)) {
    const name = texts.country;
    if (name === '' || isHeading || flags.country || countryOf(name, file.countries) !== undefined) continue;
    const key = countryKey(name);
    const unknown = found.get(key) ?? { name, rows: [] };
    unknown.rows.push(number);
    found.set(key, unknown);
  }
  return [...found.values()];
}
