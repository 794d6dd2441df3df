import { adminFormLabels } from '@/app/_form/form-labels';
import { AdminForm } from '@/components/staff/admin-form';
import { RunningText } from '@/components/ui/running-text';
import { comma, directionOf } from '@/lib/i18n/locale';
import { columnTitle, importColumns, possibleHeadings } from '@/lib/import/columns';
import { type StoredFile, sheetColumns } from '@/lib/import/stored-file';
import { lettersOf } from '@/lib/spreadsheet/column-letters.mjs';
import { isolated, plainText } from '@/lib/text/bidi';
import type { AdminPageContext } from '../../admin';
import { submitColumns } from '../actions';

type Props = { context: AdminPageContext<{ id: string }>; id: string; file: StoredFile };

/** How much of a text is shown where it only helps to recognize a row or a column, in UTF-16 code units. */
const EXCERPT_LENGTH = 60;
const excerpt = (text: string): string =>
  isolated(text.length > EXCERPT_LENGTH ? `${text.slice(0, EXCERPT_LENGTH)}…` : text);

/** Asks which column of a sheet is which, and in which row its headings are. */
export function ColumnsForm({ context: { locale, t }, id, file }: Props) {
  const columns = sheetColumns(file);
  const line = (text: string) => plainText(text, directionOf(locale));
  const options = [
    { value: '', text: t('admin.import.choice.none') },
    ...importColumns.map((column) => ({ value: column, text: columnTitle(column, locale) })),
  ];
  const rows = possibleHeadings(file.rows).map(({ number, cells }) => ({
    value: String(number),
    text: line(
      t('admin.import.content.aboveRow', {
        row: number,
        texts: excerpt(cells.filter(Boolean).join(comma[locale])),
      }),
    ),
  }));
  return (
    <div className="prose-width">
      <h1 className="mb-4 text-3xl">{t('admin.import.choice.heading')}</h1>
      {file.sheet && (
        <p className="mb-3">
          <RunningText
            text={t('admin.import.content.sheet', { name: isolated(file.sheet) })}
            around={directionOf(locale)}
          />
        </p>
      )}
      <p className="mb-6">{t('admin.import.choice.text')}</p>
      <AdminForm
        // Another key remounts the form under the headings of another row.
        key={file.headingRow}
        locale={locale}
        address={`/${locale}/admin/import/${id}?columns`}
        hidden={{
          id,
          shownHeadingRow: String(file.headingRow),
          width: String((columns.at(-1)?.index ?? -1) + 1),
        }}
        initial={{
          headingRow: String(file.headingRow),
          ...Object.fromEntries(columns.map(({ index }) => [`column-${index}`, file.columns[index] ?? ''])),
        }}
        fields={[
          {
            name: 'headingRow',
            label: t('admin.import.choice.headingRow'),
            hint: t('admin.import.choice.headingRowHint'),
            kind: 'choice',
            options: [{ value: '0', text: t('admin.import.choice.noHeadings') }, ...rows],
          },
          ...columns.map(({ index, heading, samples }) => ({
            name: `column-${index}`,
            label: line(
              t('admin.import.choice.column', {
                letters: lettersOf(index + 1),
                heading: heading === '' ? '–' : excerpt(heading),
              }),
            ),
            hint:
              samples.length > 0
                ? line(t('admin.import.choice.samples', { texts: samples.map(excerpt).join(comma[locale]) }))
                : undefined,
            kind: 'choice' as const,
            options,
          })),
        ]}
        labels={adminFormLabels(locale, t('admin.import.choice.save'))}
        action={submitColumns}
      />
    </div>
  );
}
