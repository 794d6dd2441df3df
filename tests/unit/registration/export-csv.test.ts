import { buffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { db } from '@/lib/db/client';
import type { Locale } from '@/lib/i18n/locale';
import { facts } from '@/lib/meeting/content/facts';
import { confirmAttendance } from '@/lib/registration/confirm';
import { registrationsAsCsv } from '@/lib/registration/export';
import { defaultView } from '@/lib/registration/list-view';
import { idsMatching, registrationsInBatches } from '@/lib/registration/queries';
import { withFormulas, withoutFormulas } from '@/lib/spreadsheet/formulas.mjs';
import { csv } from '@/lib/spreadsheet/write-csv';
import { aConfirmation, at, beforeDeadline } from '../../support/builders';
import { freshEmbeddedDatabase } from '../../support/database';

freshEmbeddedDatabase();

describe('a cell', () => {
  it.each(['=1+1', '@SUM(A1)', '-2+3+cmd|x', ' =1', '＝1', '+971 4 =1', '\tnone'])(
    'that is a formula, %j, becomes a text',
    (text) => {
      expect(withoutFormulas(text)).toBe(`'${text}`);
    },
  );

  it.each([
    ['a;=1+1', "a;'=1+1"],
    ['a,=1+1', "a,'=1+1"],
    ['a| @SUM(A1)', "a|' @SUM(A1)"],
    ['a\n=1', "a\n'=1"],
    ['a;"=1"', 'a;\'"=1"'],
    ['+1;=2', "'+1;'=2"],
    ['\t=1', "'\t'=1"],
    ['a;+971 4 123 4567', "a;'+971 4 123 4567"],
    ["a;'=1", "a;''=1"],
  ])('that another separator would split before a formula, %j, has no formula there either', (text, cell) => {
    expect(withoutFormulas(text)).toBe(cell);
    expect(withFormulas(cell)).toBe(text);
  });

  it('at the start of its row is made a text even if it is a number, because the rest of the row could belong to it', () => {
    expect(withoutFormulas('-5', true)).toBe("'-5");
  });

  it.each(['+971 4 123 4567', '+971-50-000 0000', '-5', 'سلمى = المثال', 'a; b - c', "O'Sample", ''])(
    'that is no formula, %j, stays as it was typed',
    (text) => {
      expect(withoutFormulas(text)).toBe(text);
    },
  );
});

describe('a cell of several lines', () => {
  it('is quoted, so that no program takes its second line for a row', async () => {
    async function* rows() {
      yield ['سطر\nسطر', 'سطر\rسطر', 'سطر\r\nسطر'];
    }
    const file = (await buffer(csv(['a', 'b', 'c'], rows()))).toString('utf8');
    expect(file).toBe('\uFEFFa,b,c\r\n"سطر\nسطر","سطر\rسطر","سطر\r\nسطر"\r\n');
  });
});

describe('the exported list', () => {
  it('in English has the name in Latin letters where it is recorded, and beside it the name as registered', async () => {
    await confirmAttendance(aConfirmation(), at(beforeDeadline));
    await db().registration.updateMany({ data: { latinName: 'Salma Almithal' } });
    const ids = await idsMatching(facts, defaultView, { locale: 'en' });
    const rowsIn = async (locale: Locale) => {
      const csv = (await buffer(registrationsAsCsv(registrationsInBatches(ids), locale))).toString('utf8');
      return parse(csv, { bom: true, columns: true, record_delimiter: '\r\n' }) as Record<string, string>[];
    };
    expect(await rowsIn('en')).toMatchObject([
      { 'Full name': 'Salma Almithal', 'Name as registered': 'سلمى المثال' },
    ]);
    expect(await rowsIn('ar')).toMatchObject([
      { 'الاسم الكامل': 'سلمى المثال', 'الاسم بالحروف اللاتينية': 'Salma Almithal' },
    ]);
  });

  it('is read back completely by another program, in Arabic', async () => {
    await confirmAttendance(
      aConfirmation({
        fullName: 'نور "الافتراضية"، المثال',
        jobTitle: 'مديرة, #1',
        organization: '+971 4 123 4567',
        presentationTitle: '=HYPERLINK("http://x";"y")',
        country: 'PS',
      }),
      at(beforeDeadline),
    );
    const ids = await idsMatching(facts, defaultView, { locale: 'ar' });
    const file = (await buffer(registrationsAsCsv(registrationsInBatches(ids), 'ar'))).toString('utf8');
    expect(file.startsWith('\uFEFF')).toBe(true);
    expect(file.endsWith('\r\n')).toBe(true);
    const [head, row] = parse(file, { bom: true, record_delimiter: '\r\n' }) as string[][];
    expect(Object.fromEntries((head ?? []).map((name, index) => [name, row?.[index]]))).toMatchObject({
      'الاسم الكامل': 'نور "الافتراضية"، المثال',
      'المسمى الوظيفي': 'مديرة, #1',
      الدولة: 'دولة فلسطين',
      الجهة: '+971 4 123 4567',
      'البريد الإلكتروني': 'salma@example.org',
      'عنوان العرض التقديمي': '\'=HYPERLINK("http://x";"y")',
      'الوقت (دبي)': '2024-01-15 10:00',
      الحالة: 'مؤكدة',
      'حالة المراجعة': 'جديد',
      'آخر رسالة': 'تنتظر',
    });
  });
});
