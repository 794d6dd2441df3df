import { buffer } from 'node:stream/consumers';
import JSZip from 'jszip';
import readXlsxFile from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import type { Locale } from '@/lib/i18n/locale';
import { facts } from '@/lib/meeting/content/facts';
import { confirmAttendance } from '@/lib/registration/confirm';
import { registrationsAsXlsx } from '@/lib/registration/export';
import { defaultView } from '@/lib/registration/list-view';
import { idsMatching, registrationsInBatches } from '@/lib/registration/queries';
import { xlsx } from '@/lib/spreadsheet/write-workbook';
import { aConfirmation, at, beforeDeadline } from '../../support/builders';
import { freshEmbeddedDatabase } from '../../support/database';

freshEmbeddedDatabase();

async function workbookOf(locale: Locale): Promise<Buffer> {
  for (const [email, fullName] of [
    ['b', 'بدر المثال'],
    ['a', 'أحمد المثال'],
  ] as const) {
    const values = {
      fullName,
      email: `${email}@example.org`,
      organization: '+971 4 123 4567',
      presentationTitle: '=HYPERLINK("http://x";"y")',
    };
    await confirmAttendance(aConfirmation(values), at(beforeDeadline));
  }
  const ids = await idsMatching(facts, { ...defaultView, sort: 'fullName' }, { locale });
  return buffer(registrationsAsXlsx(registrationsInBatches(ids), locale));
}

describe('the workbook', () => {
  it('is read back completely by another program, every value a text, in Arabic order', async () => {
    const [{ data: [head, ...rows] = [] } = { data: [] }] = await readXlsxFile(await workbookOf('ar'));
    const column = (name: string) => rows.map((row) => row[(head ?? []).indexOf(name)]);
    expect(column('الاسم الكامل')).toEqual(['أحمد المثال', 'بدر المثال']);
    expect(column('الجهة')).toEqual(['+971 4 123 4567', '+971 4 123 4567']);
    expect(column('عنوان العرض التقديمي')[0]).toBe('=HYPERLINK("http://x";"y")');
    expect(column('الوقت (دبي)')[0]).toBe('2024-01-15 10:00');
  });

  it.each([
    ['ar', true],
    ['en', false],
  ] as const)(
    'in %s reads in its direction, keeps its head in sight and has no formula',
    async (locale, isRtl) => {
      const zip = await JSZip.loadAsync(await workbookOf(locale));
      const sheet = (await zip.file('xl/worksheets/sheet1.xml')?.async('string')) ?? '';
      expect(/rightToLeft="(1|true)"/.test(sheet)).toBe(isRtl);
      expect(sheet).toMatch(/<pane [^>]*ySplit="1"[^>]*state="frozen"/);
      expect(sheet).toMatch(/<col [^>]*width=/);
      expect(sheet).not.toContain('<f>');
      expect(sheet).not.toContain('t="n"');
    },
  );

  it('breaks every text within its cell, and prints all columns on the width of one page, with their headings on each', async () => {
    const zip = await JSZip.loadAsync(await workbookOf('en'));
    const part = async (name: string) => (await zip.file(name)?.async('string')) ?? '';
    const sheet = await part('xl/worksheets/sheet1.xml');
    const formats =
      (await part('xl/styles.xml')).match(/<cellXfs.*<\/cellXfs>/)?.[0].match(/<xf.*?(\/>|<\/xf>)/g) ?? [];
    const used = new Set([...sheet.matchAll(/<c [^>]*s="(\d+)"/g)].map(([, style]) => Number(style)));
    expect(used.size).toBe(2);
    for (const style of used) expect(formats[style]).toMatch(/<alignment [^>]*wrapText="1"/);
    // A row without a height gets one from its content.
    expect(sheet).not.toMatch(/<row [^>]*ht=/);
    expect(sheet).toContain('<pageSetUpPr fitToPage="1"/>');
    expect(sheet).toMatch(/<\/sheetData><pageSetup paperSize="9" fitToHeight="0" orientation="landscape"\/>/);
    expect(await part('xl/workbook.xml')).toContain(
      '<definedName name="_xlnm.Print_Titles" localSheetId="0">\'Registrations\'!$1:$1</definedName>',
    );
  });

  it('names its columns past the twenty-sixth by two letters, as every program expects', async () => {
    const values = Array.from({ length: 60 }, (_, index) => `column ${index + 1}`);
    const table = {
      name: 'x',
      locale: 'en' as const,
      columns: values.map((name) => ({ name, width: 10 })),
      rows: (async function* () {
        yield [values];
      })(),
    };
    const file = await buffer(xlsx(table));
    const [{ data } = { data: [] }] = await readXlsxFile(file);
    expect(data).toEqual([values, values]);
    const sheet = await (await JSZip.loadAsync(file)).file('xl/worksheets/sheet1.xml')?.async('string');
    const addresses = [...(sheet ?? '').matchAll(/<c r="([^"]+)"/g)].map(([, address]) => address);
    expect(addresses.slice(25, 28)).toEqual(['Z1', 'AA1', 'AB1']);
    expect(addresses.at(-1)).toBe('BH2');
  });
});
