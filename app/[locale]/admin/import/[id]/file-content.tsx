import { RunningText } from '@/components/ui/running-text';
import { comma, directionOf } from '@/lib/i18n/locale';
import { ignoredColumns, rowsAbove, type StoredFile } from '@/lib/import/stored-file';
import { lettersOf } from '@/lib/spreadsheet/column-letters.mjs';
import { isolated } from '@/lib/text/bidi';
import type { AdminPageContext } from '../../admin';

type Props = { context: AdminPageContext<{ id: string }>; id: string; file: StoredFile };

/** What of the file was read, and everything that was not: other sheets, rows above the headings, columns. */
export function FileContent({ context: { locale, t }, id, file }: Props) {
  const list = (texts: string[]) => texts.join(comma[locale]);
  const sentences = [
    file.sheet && t('admin.import.content.sheet', { name: isolated(file.sheet) }),
    file.otherSheets.length > 0 &&
      t('admin.import.content.otherSheets', {
        names: list(
          file.otherSheets.map(({ name, isHidden }) =>
            isHidden ? t('admin.import.content.hidden', { name: isolated(name) }) : isolated(name),
          ),
        ),
      }),
    file.encoding === 'windows-1256' && t('admin.import.content.encoding'),
    rowsAbove(file).length > 0 &&
      t('admin.import.content.above', {
        texts: list(
          rowsAbove(file).map(({ number, cells }) =>
            t('admin.import.content.aboveRow', {
              row: number,
              texts: cells.filter(Boolean).map(isolated).join(' '),
            }),
          ),
        ),
      }),
    ignoredColumns(file).length > 0 &&
      t('admin.import.content.ignored', {
        columns: list(
          ignoredColumns(file).map(
            ({ heading, index }) =>
              isolated(heading) || t('admin.import.content.unnamed', { letters: lettersOf(index + 1) }),
          ),
        ),
      }),
  ].filter((sentence): sentence is string => Boolean(sentence));
  return (
    <div className="prose-width mb-6">
      <ul className="mb-3 list-disc ps-5">
        {sentences.map((sentence) => (
          <li key={sentence} className="break-words">
            <RunningText text={sentence} around={directionOf(locale)} />
          </li>
        ))}
      </ul>
      <a className="quiet-link" href={`/${locale}/admin/import/${id}?columns`}>
        {t('admin.import.content.choose')}
      </a>
    </div>
  );
}
