import { translator } from '@/lib/i18n/translator';
import { columnTitle, importColumns } from '@/lib/import/columns';
import { xlsx } from '@/lib/spreadsheet/write-workbook';
import { adminRoute } from '../../admin';

/** Downloads an empty workbook with the columns that an import reads. */
export const GET = adminRoute('/admin/import', async (_, { locale }) => {
  const workbook = xlsx({
    name: translator(locale)('admin.import.heading'),
    locale,
    columns: importColumns.map((column) => ({ name: columnTitle(column, locale), width: 28 })),
    rows: (async function* () {})(),
  });
  return new Response(workbook, {
    headers: {
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'content-disposition': `attachment; filename="confirmations-${locale}.xlsx"`,
    },
  });
});
