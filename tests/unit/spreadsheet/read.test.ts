import { buffer } from 'node:stream/consumers';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { xlsx } from '@/lib/export/xlsx';
import {
  columnTitle,
  type ImportColumn,
  importColumns,
  readHead,
  typedRows,
} from '@/lib/import/confirmations';
import { MOST_ROWS, readSpreadsheet } from '@/lib/import/spreadsheet';
import { locales } from '@/lib/locale';

describe('a spreadsheet', () => {
  const filled = async (locale: 'ar' | 'en', rows: Partial<Record<ImportColumn, string>>[]) =>
    buffer(
      xlsx({
        name: 'x',
        locale,
        columns: importColumns.map((column) => ({ name: columnTitle(column, locale), width: 20 })),
        rows: (async function* () {
          yield rows.map((row) => importColumns.map((column) => row[column] ?? ''));
        })(),
      }) as never,
    );

  it.each(locales)(
    'made from the template in %s is understood, whatever language reads it',
    async (locale) => {
      const filledIn = {
        fullName: 'نور',
        jobTitle: 'مديرة',
        email: 'n@example.org',
        presentationTitle: '=1+1',
        country: 'JO',
        organization: '+971 4',
        source: 'هاتف',
        reason: 'سبب',
      };
      const read = await readSpreadsheet(await filled(locale, [filledIn]));
      if (!read.ok) throw new Error(read.reason);
      const [head = [], ...rows] = read.rows;
      const { columns, missing, unknown } = readHead(head);
      expect({ missing, unknown }).toEqual({ missing: [], unknown: [] });
      expect(typedRows(rows, columns)).toEqual([filledIn]);
    },
  );

  it.each([
    [';', '\uFEFF'],
    [',', ''],
    ['\t', ''],
  ])('as CSV is read with %j between its cells', async (between, mark) => {
    const csv = `${mark}Full name${between}Job title\r\n"نور"${between}مديرة\r\n${between}\r\n`;
    expect(await readSpreadsheet(Buffer.from(csv))).toEqual({
      ok: true,
      rows: [
        ['Full name', 'Job title'],
        ['نور', 'مديرة'],
      ],
    });
  });

  it('that is none is called so, and nothing is thrown', async () => {
    const reasonOf = async (bytes: Buffer) => {
      const read = await readSpreadsheet(bytes);
      return read.ok ? 'ok' : read.reason;
    };
    expect(await reasonOf(Buffer.alloc(0))).toBe('empty');
    expect(await reasonOf(Buffer.from('PK\u0003\u0004 no zip', 'latin1'))).toBe('notASpreadsheet');
    expect(await reasonOf(Buffer.from([0x25, 0x50, 0x44, 0x46, 0, 1, 2, 0xff]))).toBe('notASpreadsheet');
    expect(await reasonOf(Buffer.from([0xc7, 0xe1, 0x2c, 0xe4, 0x0a]))).toBe('notUtf8');
    expect(await reasonOf(Buffer.from('\r\n;;\r\n'))).toBe('empty');
    expect(await reasonOf(Buffer.from('a,b\r\n'.repeat(MOST_ROWS + 2)))).toBe('tooManyRows');
    expect(await reasonOf(Buffer.from('a,"b\r\n'))).toBe('notASpreadsheet');
  });

  it('that would unpack to too much, or to too many parts, is not unpacked', async () => {
    const tooLarge = { ok: false, reason: 'tooLarge' };
    const large = Buffer.from(zipSync({ 'xl/workbook.xml': new Uint8Array(31_000_000) }));
    expect(large.length).toBeLessThan(100_000);
    expect(await readSpreadsheet(large)).toEqual(tooLarge);
    const parts = Array.from({ length: 1_001 }, (_, n): [string, Uint8Array] => [
      `${n}.xml`,
      new Uint8Array(),
    ]);
    expect(await readSpreadsheet(Buffer.from(zipSync(Object.fromEntries(parts))))).toEqual(tooLarge);

    // One whose directory says less than the truth.
    const directory = large.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
    large.writeUInt32LE(1_000, directory + 24);
    large.writeUInt32LE(1_000, 22);
    const before = process.memoryUsage().rss;
    expect((await readSpreadsheet(large)).ok).toBe(false);
    expect(process.memoryUsage().rss - before).toBeLessThan(20_000_000);
  });

  it('without the columns that are needed says which', () => {
    expect(readHead(['الاسم الكامل', 'لون'])).toMatchObject({ missing: ['jobTitle'], unknown: ['لون'] });
  });
});
