import { describe, expect, it } from 'vitest';
import { db } from '@/lib/db/client';
import { type Locale, locales } from '@/lib/i18n/locale';
import { type ColumnChoice, type ImportColumn, importColumns, recognizeColumns } from '@/lib/import/columns';
import {
  deleteUndecided,
  digestOf,
  discardImport,
  fileOf,
  findImport,
  preview,
  recordRows,
  setColumns,
  setCountries,
  setHeadingRow,
} from '@/lib/import/import';
import { type StoredFile, toStoredFile, typedRows } from '@/lib/import/stored-file';
import { unknownCountries } from '@/lib/import/verdicts';
import { facts } from '@/lib/meeting/content/facts';
import { confirmAttendance } from '@/lib/registration/confirm';
import { exportColumns } from '@/lib/registration/export';
import { withdrawByStaff } from '@/lib/registration/staff-actions';
import { staffFieldLimits } from '@/lib/registration/staff-fields';
import type { SheetRow } from '@/lib/spreadsheet/rows.mjs';
import { DAY_MS, later } from '@/lib/time/instant';
import { aConfirmation, at, atDeadline, beforeDeadline, nameOf } from '../../support/builders';
import { freshDatabase } from '../../support/database';

freshDatabase();

const actor = { actor: 'secretariat', by: 'rima@example.org' } as const;
type Values = Partial<Record<ImportColumn, string>>;

const aRow = (values: Values = {}): Values => ({
  fullName: 'نور المثال',
  jobTitle: 'مديرة',
  country: 'الأردن',
  ...values,
});

/** A sheet with the columns of the template in row 1 and these rows from row 2, as it is stored. */
const aFile = (
  rows: Values[],
  { flags = [], choice = [...importColumns] }: { flags?: SheetRow['flags'][]; choice?: ColumnChoice } = {},
): StoredFile =>
  toStoredFile(
    {
      sheet: '',
      otherSheets: [],
      encoding: 'utf-8',
      rows: [
        { number: 1, cells: importColumns.map((column) => `<${column}>`), flags: {}, isHidden: false },
        ...rows.map((values, index) => ({
          number: index + 2,
          cells: importColumns.map((column) => values[column] ?? ''),
          flags: flags[index] ?? {},
          isHidden: false,
        })),
      ],
    },
    { row: 1, choice, isComplete: true },
  );

const kinds = async (rows: Values[], now = beforeDeadline) =>
  (await preview(aFile(rows), now)).map(({ kind }) => kind);

/** Stores an import. @returns its id, and what a member decides who has seen its preview */
async function stored(file: StoredFile) {
  const id = 'import';
  await db().import.create({
    data: { id, meetingId: facts.id, createdBy: 'rima@example.org', createdAt: beforeDeadline, rows: file },
  });
  return { id, expected: digestOf(await preview(file, beforeDeadline)) };
}

const decision = (expected: string) => ({
  expected,
  withAlike: false,
  isNotified: true,
  updatedFields: [],
  updateReason: '',
  isUpdateNotified: false,
});
const context = { actor, clock: () => beforeDeadline };

describe('the columns of a spreadsheet', () => {
  it('are found under every title that a file of this site has or had', () => {
    for (const title of ['Email address', 'E-mail address', 'البريد الإلكتروني'])
      expect(recognizeColumns(['Full name', 'Job title', title])[2]).toBe('email');
    for (const title of ['Received through', 'Received by', 'طريقة الورود'])
      expect(recognizeColumns(['Full name', 'Job title', title])[2]).toBe('source');
  });
});

describe('the columns of a file', () => {
  it('of our own exports name people as they registered, in English from a column of its own', () => {
    const headings = (locale: Locale) => exportColumns(locale).map(({ name }) => name);
    for (const locale of locales) {
      const columns = recognizeColumns(headings(locale));
      const heading = headings(locale)[columns.indexOf('fullName')];
      expect(heading).toBe(locale === 'ar' ? 'الاسم الكامل' : 'Name as registered');
      expect(columns.filter((column) => column === 'fullName')).toHaveLength(1);
    }
    expect(recognizeColumns(['Full name', 'Job title'])).toEqual(['fullName', 'jobTitle']);
  });
});

describe('the preview of a spreadsheet', () => {
  it('shows for every row what would happen and why, and records nothing', async () => {
    await confirmAttendance(aConfirmation({ country: 'JO' }), at(beforeDeadline));
    const rows = [
      aRow({ email: 'nour@example.org' }),
      aRow({ email: 'NOUR@example.org', fullName: 'نور  المِثال' }),
      { fullName: 'سلمى المثال', email: 'salma@example.org' },
      aRow({ fullName: 'سلمى المثال' }),
      aRow({ fullName: '', email: 'x' }),
      aRow({ fullName: 'أحمد', source: 'بالحمام الزاجل' }),
      aRow({ fullName: 'أحمد', country: 'Jordan', source: 'كتاب رسمي' }),
      aRow({ fullName: 'أحمد', country: 'xx' }),
    ];
    expect(await preview(aFile(rows), beforeDeadline)).toMatchObject([
      { kind: 'good' },
      { kind: 'twice', row: 2 },
      { kind: 'known' },
      { kind: 'alike' },
      { kind: 'wrong', problems: { fields: { fullName: 'required', email: 'noAt' } } },
      { kind: 'wrong', problems: { isSourceUnknown: true } },
      { kind: 'good' },
      { kind: 'wrong', problems: { fields: { country: 'country' } } },
    ]);
    expect(await db().registration.count()).toBe(1);
    expect(await kinds([aRow(), aRow({ fullName: 'أخرى', reason: 'وصلت متأخرة' })], atDeadline)).toEqual([
      'late',
      'good',
    ]);
  });

  it('accepts a reason of the length that the form accepts, and no longer one', async () => {
    const reason = (length: number) => aRow({ fullName: 'أحمد', reason: 'س'.repeat(length) });
    expect(await preview(aFile([reason(staffFieldLimits.reason)]), atDeadline)).toEqual([{ kind: 'good' }]);
    expect(await preview(aFile([reason(staffFieldLimits.reason + 1)]), atDeadline)).toMatchObject([
      { kind: 'wrong', problems: { isReasonTooLong: true } },
    ]);
  });

  it('flags a cell in its row whose text may not be what the sheet shows', async () => {
    const at = (column: ImportColumn) => importColumns.indexOf(column);
    const file = aFile(
      [aRow(), aRow({ fullName: 'أحمد' }), aRow({ fullName: 'هند', reason: '2024-01-20' })],
      {
        flags: [
          { [at('organization')]: 'number' },
          { [at('jobTitle')]: 'noResult' },
          { [at('reason')]: 'date' },
        ],
      },
    );
    expect(await preview(file, beforeDeadline)).toMatchObject([
      { kind: 'wrong', problems: { cells: { organization: 'number' } } },
      { kind: 'wrong', problems: { cells: { jobTitle: 'noResult' } } },
      { kind: 'good' },
    ]);
  });

  it('takes no row of headings for a person', async () => {
    expect(
      await kinds([
        aRow(),
        { fullName: 'Full name', jobTitle: 'Job title' },
        { fullName: '<fullName>', jobTitle: '' },
      ]),
    ).toEqual(['good', 'heading', 'wrong']);
  });

  it('joins a name that stands in several columns', () => {
    const choice: ColumnChoice = ['fullName', 'fullName', null];
    const file = aFile([{ fullName: 'نور', jobTitle: 'المثال', email: 'x' }], { choice });
    expect(typedRows(file)).toMatchObject([{ texts: { fullName: 'نور المثال', jobTitle: '', email: '' } }]);
  });
});

describe('an unknown country', () => {
  it('is asked for once for all rows that have it, in any spelling, and then holds for all of them', async () => {
    const rows = [
      aRow({ country: 'أتلانتس' }),
      aRow({ fullName: 'أحمد', country: 'أتلانتِس.' }),
      aRow({ fullName: 'هند', country: '-' }),
      aRow({ fullName: 'سعيد', country: 'سوريا' }),
      aRow({ fullName: 'رامي', country: 'constructor' }),
    ];
    const { id } = await stored(aFile(rows));
    expect(unknownCountries(aFile(rows))).toEqual([
      { name: 'أتلانتس', rows: [2, 3] },
      { name: '-', rows: [4] },
      { name: 'constructor', rows: [6] },
    ]);
    expect(await setCountries(id, { أتلانتس: 'GR', '-': '', constructor: '' })).toBe(true);
    const file = fileOf({ rows: (await findImport(id))?.rows ?? null }) as StoredFile;
    expect(unknownCountries(file)).toEqual([]);
    const expected = digestOf(await preview(file, beforeDeadline));
    expect(await recordRows(id, decision(expected), context)).toEqual({ ok: true, recorded: 5, updated: 0 });
    const countries = await db().registration.findMany({ orderBy: { nameSort: 'asc' } });
    expect(Object.fromEntries(countries.map(({ fullName, country }) => [fullName, country]))).toEqual({
      'نور المثال': 'GR',
      أحمد: 'GR',
      هند: null,
      سعيد: 'SY',
      رامي: null,
    });
  });
});

describe('a row about somebody who is registered', () => {
  const before = { jobTitle: 'مدير', organization: 'وزارة', country: 'JO' };
  const rows = [
    { fullName: 'سلمى المثال', email: 'salma@example.org', jobTitle: 'مديرة عامة', organization: 'هيئة' },
    aRow({ fullName: 'أحمد' }),
  ];

  it('shows what it would change, old and new, and leaves blank cells alone', async () => {
    await confirmAttendance(aConfirmation(before), at(beforeDeadline));
    expect(await preview(aFile(rows), beforeDeadline)).toMatchObject([
      {
        kind: 'update',
        changes: [
          { field: 'jobTitle', from: 'مدير', to: 'مديرة عامة' },
          { field: 'organization', from: 'وزارة', to: 'هيئة' },
        ],
      },
      { kind: 'good' },
    ]);
    // Nothing else than a name and an address is needed to know somebody.
    const [row = {}] = rows;
    expect(await kinds([{ ...row, jobTitle: '' }, row])).toEqual(['update', 'twice']);
    expect(await kinds([{ ...row, organization: 'https://example.org' }])).toEqual(['wrong']);
  });

  it('changes the chosen fields only, with a reason in the history and an email if wanted', async () => {
    await confirmAttendance(aConfirmation(before), at(beforeDeadline));
    const { id, expected } = await stored(aFile(rows));
    const update = {
      updatedFields: ['jobTitle'],
      updateReason: 'من الوزارة',
      isUpdateNotified: true,
    } as const;
    const decided = { ...decision(expected), ...update, updatedFields: [...update.updatedFields] };
    expect(await recordRows(id, decided, context)).toEqual({ ok: true, recorded: 1, updated: 1 });
    expect(await db().registration.findFirst({ where: { email: 'salma@example.org' } })).toMatchObject({
      ...before,
      jobTitle: 'مديرة عامة',
      version: 2,
    });
    const [event] = await db().auditEvent.findMany({ where: { type: 'registration.corrected' } });
    expect(event).toMatchObject({
      by: 'rima@example.org',
      details: {
        reason: 'من الوزارة',
        changed: [{ field: 'jobTitle', from: 'مدير', to: 'مديرة عامة' }],
      },
    });
    expect(await db().outboxMessage.count({ where: { kind: 'amendment', eventId: event?.id ?? 0 } })).toBe(1);
    expect(await findImport(id)).toMatchObject({ recorded: 1, updated: 1, rows: [] });
  });

  it('is recorded by nobody who saw other old values', async () => {
    await confirmAttendance(aConfirmation(before), at(beforeDeadline));
    const { id, expected } = await stored(aFile(rows));
    await db().registration.updateMany({ data: { jobTitle: 'وزيرة', version: 2 } });
    const decided = { ...decision(expected), updatedFields: ['jobTitle' as const], updateReason: 'x' };
    expect(await recordRows(id, decided, context)).toEqual({ ok: false, reason: 'changed' });
    expect(await db().registration.findMany()).toMatchObject([{ jobTitle: 'وزيرة' }]);
  });

  it('changes nothing where no field is chosen, and the spreadsheet stays for another decision', async () => {
    await confirmAttendance(aConfirmation(before), at(beforeDeadline));
    const { id, expected } = await stored(aFile(rows.slice(0, 1)));
    expect(await recordRows(id, decision(expected), context)).toEqual({ ok: false, reason: 'nothing' });
    expect(await findImport(id)).toMatchObject({ doneAt: null });
  });

  it('who has withdrawn is left to the page of the registration', async () => {
    await confirmAttendance(aConfirmation(before), at(beforeDeadline));
    const { id = '' } = (await db().registration.findFirst()) ?? {};
    const action = { id, expectedVersion: 1, ...context };
    expect(await withdrawByStaff(action, { reason: 'x', isNotified: false })).toMatchObject({ ok: true });
    expect(await kinds(rows)).toEqual(['withdrawn', 'good']);
  });
});

it('an address in a spreadsheet is read as in a form: those that exist, and a reason for each other', async () => {
  const rows = [
    'info@مثال.امارات',
    'r&d@example.org',
    '\u202Aa/b@example.org\u202C',
    'محمد@example.org',
    'name@example',
    'name@@example.org',
  ].map((email, index) => aRow({ fullName: nameOf(index), email }));
  const { id, expected } = await stored(aFile(rows));
  expect(await preview(aFile(rows), beforeDeadline)).toMatchObject([
    { kind: 'good' },
    { kind: 'good' },
    { kind: 'good' },
    { kind: 'wrong', problems: { fields: { email: 'otherScript' } } },
    { kind: 'wrong', problems: { fields: { email: 'noDomain' } } },
    { kind: 'wrong', problems: { fields: { email: 'twoAts' } } },
  ]);
  await recordRows(id, decision(expected), context);
  const recorded = await db().registration.findMany({ orderBy: { email: 'asc' } });
  expect(recorded.map(({ email }) => email)).toEqual([
    'a/b@example.org',
    'info@xn--mgbh0fb.xn--mgbaam7a8h',
    'r&d@example.org',
  ]);
});

describe('the import', () => {
  it('records the valid rows with their source, once, and deletes the uploaded rows', async () => {
    const { id, expected } = await stored(
      aFile([aRow({ email: 'nour@example.org', source: 'Telephone' }), aRow({ fullName: '' })]),
    );
    const outcomes = await Promise.all([1, 2].map(() => recordRows(id, decision(expected), context)));
    expect(outcomes).toEqual(
      expect.arrayContaining([
        { ok: true, recorded: 1, updated: 0 },
        { ok: false, reason: expect.stringMatching(/done|changed/) },
      ]),
    );
    expect(await db().registration.findMany()).toMatchObject([
      {
        email: 'nour@example.org',
        country: 'JO',
        source: 'telephone',
        review: 'reviewed',
        letter: 'waiting',
      },
    ]);
    expect(await findImport(id)).toMatchObject({ recorded: 1, rows: [] });
    const events = await db().auditEvent.findMany({ where: { type: 'list.imported' } });
    expect(events).toMatchObject([{ by: 'rima@example.org', details: { rows: 1, updated: 0, leftOut: 1 } }]);
  });

  it('writes nothing at all when something has changed since the preview', async () => {
    const file = aFile([
      aRow({ email: 'nour@example.org' }),
      aRow({ fullName: 'أحمد', email: 'ahmad@example.org' }),
    ]);
    const { id, expected } = await stored(file);
    await confirmAttendance(
      aConfirmation({ fullName: 'أحمد', email: 'ahmad@example.org' }),
      at(beforeDeadline),
    );
    expect(await recordRows(id, decision(expected), context)).toEqual({ ok: false, reason: 'changed' });
    expect(await db().registration.count()).toBe(1);
    const now = digestOf(await preview(file, beforeDeadline));
    expect(await recordRows(id, decision(now), context)).toEqual({ ok: true, recorded: 1, updated: 0 });
  });

  it('records rows that resemble a registered person only when they are marked as other people', async () => {
    await confirmAttendance(aConfirmation({ country: 'JO' }), at(beforeDeadline));
    const { id, expected } = await stored(aFile([aRow({ fullName: 'سلمى المثال' })]));
    expect(await recordRows(id, { ...decision(expected), withAlike: true }, context)).toEqual({
      ok: true,
      recorded: 1,
      updated: 0,
    });
  });
});

describe('the choice of columns', () => {
  it('is kept for the next file with the same headings, in any spelling, and says nothing of their text', async () => {
    const { id } = await stored(aFile([aRow()]));
    const choice: ColumnChoice = ['jobTitle', 'fullName'];
    expect(await setColumns(id, choice)).toBe(true);
    expect(fileOf({ rows: (await findImport(id))?.rows ?? null })).toMatchObject({
      columns: choice,
      isComplete: true,
    });
    const remembered = await db().columnChoice.findMany();
    expect(remembered).toMatchObject([{ columns: choice }]);
    expect(JSON.stringify(remembered)).not.toContain('email');
    // Another row of headings, and back: what was chosen for these headings is known.
    expect(await setHeadingRow(id, 2)).toBe(true);
    expect(fileOf({ rows: (await findImport(id))?.rows ?? null })).toMatchObject({
      headingRow: 2,
      isComplete: false,
    });
    expect(await setHeadingRow(id, 1)).toBe(true);
    expect(fileOf({ rows: (await findImport(id))?.rows ?? null })).toMatchObject({
      headingRow: 1,
      columns: choice,
    });
    // A second choice for the same headings replaces the first one.
    await setColumns(id, [...importColumns]);
    expect(await db().columnChoice.count()).toBe(1);
  });

  it('is not remembered without headings, and changes nothing once somebody has decided', async () => {
    const { id } = await stored(aFile([aRow()]));
    await setHeadingRow(id, 0);
    await setColumns(id, [...importColumns]);
    expect(await db().columnChoice.count()).toBe(0);
    await discardImport(id);
    expect(await setColumns(id, [...importColumns])).toBe(false);
    expect(await setCountries(id, { x: 'JO' })).toBe(false);
    expect(await setHeadingRow(id, 1)).toBe(false);
  });
});

describe('a spreadsheet that nobody imports or discards', () => {
  it('is deleted after a day', async () => {
    const { id } = await stored(aFile([aRow()]));
    await deleteUndecided(later(beforeDeadline, DAY_MS));
    expect(await findImport(id)).toMatchObject({ id });
    await deleteUndecided(later(beforeDeadline, DAY_MS + 1));
    expect(await findImport(id)).toBeNull();
  });

  it('from before an upgrade is asked for again', async () => {
    expect(fileOf({ rows: [{ fullName: 'نور' }] })).toBeNull();
    expect(fileOf({ rows: [] })).toBeNull();
  });
});

describe('a cell that is longer than any field', () => {
  it('is kept long enough to be reported as too long, and is used as no country or source', async () => {
    const long = 'نَُ'.repeat(1_000);
    const file = aFile([
      Object.fromEntries(importColumns.map((column) => [column, column === 'email' ? '' : long])),
    ]);
    expect(file.rows[1]?.cells[0]?.length).toBeLessThan(long.length);
    expect(await preview(file, beforeDeadline)).toMatchObject([
      {
        kind: 'wrong',
        problems: {
          fields: { fullName: 'tooLong', organization: 'tooLong', country: 'country' },
          isSourceUnknown: true,
          isReasonTooLong: true,
        },
      },
    ]);
  });
});
