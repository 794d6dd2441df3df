import { describe, expect, it } from 'vitest';
import { db } from '@/lib/db/client';
import {
  deleteUndecided,
  findImport,
  importColumns,
  preview,
  readHeader,
  recordRows,
  storeRows,
  type TypedRow,
  typedRows,
} from '@/lib/import/import';
import { confirmAttendance } from '@/lib/registration/confirm';
import { DAY_MS, later } from '@/lib/time/instant';
import { aConfirmation, at, atDeadline, beforeDeadline, nameOf } from '../../support/builders';
import { freshDatabase } from '../../support/database';

freshDatabase();

const actor = { actor: 'secretariat', by: 'rima@example.org' } as const;
const aRow = (values: Partial<TypedRow> = {}): TypedRow =>
  ({
    ...Object.fromEntries(importColumns.map((column) => [column, ''])),
    fullName: 'نور المثال',
    jobTitle: 'مديرة',
    country: 'الأردن',
    ...values,
  }) as TypedRow;
const kinds = async (rows: TypedRow[], now = beforeDeadline) =>
  (await preview(rows, now)).map(({ kind }) => kind);
const decide = { withAlike: false, isNotified: true, actor, clock: () => beforeDeadline };

describe('the columns of a spreadsheet', () => {
  it('are found under every title that a file of this site has or had', () => {
    for (const title of ['Email address', 'E-mail address', 'البريد الإلكتروني'])
      expect(readHeader(['Full name', 'Job title', title]).columns[2]).toBe('email');
    for (const title of ['Received through', 'Received by', 'طريقة الورود'])
      expect(readHeader(['Full name', 'Job title', title]).columns[2]).toBe('source');
  });
});

describe('the preview of a spreadsheet', () => {
  it('shows for every row what would happen and why, and records nothing', async () => {
    await confirmAttendance(aConfirmation({ country: 'JO' }), at(beforeDeadline));
    const rows = [
      aRow({ email: 'nour@example.org' }),
      aRow({ email: 'NOUR@example.org', fullName: 'نور  المِثال' }),
      aRow({ fullName: 'سلمى المثال', email: 'salma@example.org' }),
      aRow({ fullName: 'سلمى المثال' }),
      aRow({ fullName: '', email: 'x' }),
      aRow({ fullName: 'أحمد', source: 'بالحمام الزاجل' }),
      aRow({ fullName: 'أحمد', country: 'Jordan', source: 'هاتف' }),
      aRow({ fullName: 'أحمد', country: 'xx' }),
    ];
    expect(await preview(rows, beforeDeadline)).toMatchObject([
      { kind: 'good' },
      { kind: 'twice', row: 0 },
      { kind: 'known' },
      { kind: 'alike' },
      { kind: 'wrong', complaints: { fullName: 'required', email: 'noAt' } },
      { kind: 'wrong', isSourceWrong: true },
      { kind: 'good' },
      { kind: 'wrong', complaints: { country: 'country' } },
    ]);
    expect(await db().registration.count()).toBe(1);
    expect(await kinds([aRow(), aRow({ fullName: 'أخرى', reason: 'وصلت متأخرة' })], atDeadline)).toEqual([
      'late',
      'good',
    ]);
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
  expect(await preview(rows, beforeDeadline)).toMatchObject([
    { kind: 'good' },
    { kind: 'good' },
    { kind: 'good' },
    { kind: 'wrong', complaints: { email: 'otherScript' } },
    { kind: 'wrong', complaints: { email: 'noDomain' } },
    { kind: 'wrong', complaints: { email: 'twoAts' } },
  ]);
  await recordRows(await storeRows(rows, actor, beforeDeadline), { ...decide, expected: 3 });
  const recorded = await db().registration.findMany({ orderBy: { email: 'asc' } });
  expect(recorded.map(({ email }) => email)).toEqual([
    'a/b@example.org',
    'info@xn--mgbh0fb.xn--mgbaam7a8h',
    'r&d@example.org',
  ]);
});

describe('the import', () => {
  it('records the valid rows with their source, once, and deletes the uploaded rows', async () => {
    const rows = [aRow({ email: 'nour@example.org', source: 'Telephone' }), aRow({ fullName: '' })];
    const id = await storeRows(rows, actor, beforeDeadline);
    const outcomes = await Promise.all([1, 2].map(() => recordRows(id, { ...decide, expected: 1 })));
    expect(outcomes).toEqual(
      expect.arrayContaining([
        { ok: true, recorded: 1 },
        { ok: false, reason: 'done' },
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
    expect(events).toMatchObject([{ by: 'rima@example.org', details: { rows: 1, leftOut: 1 } }]);
  });

  it('writes nothing at all when something has changed since the preview', async () => {
    const rows = [
      aRow({ email: 'nour@example.org' }),
      aRow({ fullName: 'أحمد', email: 'ahmad@example.org' }),
    ];
    const id = await storeRows(rows, actor, beforeDeadline);
    await confirmAttendance(
      aConfirmation({ fullName: 'أحمد', email: 'ahmad@example.org' }),
      at(beforeDeadline),
    );
    expect(await recordRows(id, { ...decide, expected: 2 })).toEqual({ ok: false, reason: 'changed' });
    expect(await db().registration.count()).toBe(1);
    expect(await recordRows(id, { ...decide, expected: 1 })).toEqual({ ok: true, recorded: 1 });
  });

  it('records rows that resemble a registered person only when they are marked as other people', async () => {
    await confirmAttendance(aConfirmation({ country: 'JO' }), at(beforeDeadline));
    const id = await storeRows([aRow({ fullName: 'سلمى المثال' })], actor, beforeDeadline);
    expect(await recordRows(id, { ...decide, expected: 0, withAlike: true })).toEqual({
      ok: true,
      recorded: 1,
    });
  });
});

describe('a spreadsheet that nobody imports or discards', () => {
  it('is deleted after a day', async () => {
    const id = await storeRows([aRow()], actor, beforeDeadline);
    await deleteUndecided(later(beforeDeadline, DAY_MS));
    expect(await findImport(id)).toMatchObject({ id });
    await deleteUndecided(later(beforeDeadline, DAY_MS + 1));
    expect(await findImport(id)).toBeNull();
  });
});

describe('a cell that is longer than any field', () => {
  it('is kept long enough to be reported as too long, and is used as no country or source', async () => {
    const long = 'نَُ'.repeat(1_000);
    const columns = [...importColumns];
    const [row = aRow()] = typedRows([columns.map(() => long)], columns);
    expect(row.fullName.length).toBeLessThan(long.length);
    expect(await preview([{ ...row, email: '' }], beforeDeadline)).toMatchObject([
      {
        kind: 'wrong',
        complaints: { fullName: 'tooLong', organization: 'tooLong', country: 'country' },
        isSourceWrong: true,
      },
    ]);
  });
});
