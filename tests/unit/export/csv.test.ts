import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { facts } from '@/lib/content/facts';
import { registrationsAsCsv, withoutFormula } from '@/lib/export/csv';
import { everything } from '@/lib/registration/filter';
import { allRegistrations } from '@/lib/registration/queries';
import { confirmAttendance } from '@/lib/registration/service';
import { aConfirmation, at, beforeDeadline } from '../../support/builders';
import { freshDatabase } from '../../support/database';

freshDatabase();

describe('a cell', () => {
  it.each(['=1+1', '@SUM(A1)', '-2+3+cmd|x', '+1;=2', ' =1', '\t=1', '＝1', '+971 4 =1'])(
    'that is a formula, %j, is made a text',
    (text) => {
      expect(withoutFormula(text)).toBe(`'${text}`);
    },
  );

  it.each(['+971 4 123 4567', '+971-50-000 0000', '-5', 'سلمى = المثال', "O'Sample", ''])(
    'that is none, %j, stays as it was typed',
    (text) => {
      expect(withoutFormula(text)).toBe(text);
    },
  );
});

describe('the exported list', () => {
  it('is read back whole by another program, in Arabic', async () => {
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
    const csv = registrationsAsCsv(await allRegistrations(facts, everything), 'ar');
    expect(csv.startsWith('\uFEFF')).toBe(true);
    expect(csv.endsWith('\r\n')).toBe(true);
    const [head, row] = parse(csv, { bom: true, record_delimiter: '\r\n' }) as string[][];
    expect(head).toEqual([
      'الرقم المرجعي',
      'الاسم الكامل',
      'المسمى الوظيفي',
      'الدولة',
      'الجهة',
      'البريد الإلكتروني',
      'عنوان العرض التقديمي',
      'الوقت (دبي)',
      'الحالة',
      'الرسالة',
    ]);
    expect(row?.slice(1)).toEqual([
      'نور "الافتراضية"، المثال',
      'مديرة, #1',
      'دولة فلسطين',
      '+971 4 123 4567',
      'salma@example.org',
      '\'=HYPERLINK("http://x";"y")',
      '2024-01-15 10:00',
      'مؤكدة',
      'تنتظر',
    ]);
  });
});
