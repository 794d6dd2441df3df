import { translator } from '@/lib/i18n/translator';
import { columnTitle, importColumns } from '@/lib/import/import';
import { xlsx } from '@/lib/spreadsheet/write-workbook';
import { adminRoute } from '../../admin';

/** An empty sheet with the columns that are understood, to be filled in. */
export const GET = adminRoute('/admin/import', async (_, { locale }) => {
  const empty = xlsx({
    name: translator(locale)('admin.import.heading'),
    locale,
    columns: importColumns.map((column) => ({ name: columnTitle(column, locale), width: 28 })),
    rows: (async function* () {})(),
  });
  return new Response(empty, {
    headers: {
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'content-disposition': `attachment; filename="confirmations-${locale}.xlsx"`,
    },
  });
});
