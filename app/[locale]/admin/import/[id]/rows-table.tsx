import { errorMessages } from '@/app/_form/form';
import { Changes } from '@/components/staff/registration-history';
import { RunningText, TypedText } from '@/components/ui/running-text';
import { comma, directionOf } from '@/lib/i18n/locale';
import { columnTitle, type ImportColumn, importColumns } from '@/lib/import/columns';
import { importSources } from '@/lib/import/sources';
import type { StoredFile, TypedRow } from '@/lib/import/stored-file';
import { countryOf, type RowProblems, type Verdict } from '@/lib/import/verdicts';
import { countryName } from '@/lib/meeting/content/countries';
import { isolated } from '@/lib/text/bidi';
import type { AdminPageContext } from '../../admin';

type Context = Pick<AdminPageContext, 'locale' | 't'>;
type Props = { context: Context; file: StoredFile; rows: TypedRow[]; verdicts: Verdict[] };

/** Each row of the sheet by its own number there, with its verdict, the reason for it, and every field that is read. */
export function RowsTable({ context, file, rows, verdicts }: Props) {
  const { locale, t } = context;
  const columns = importColumns.filter((column) => file.columns.includes(column));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
    <section className="sheet-scroll" aria-label={t('admin.import.preview')} tabIndex={0}>
      <table className="sheet">
        <thead>
          <tr>
            <th scope="col">{t('admin.import.row')}</th>
            <th scope="col">{t('admin.import.verdict')}</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {columnTitle(column, locale)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={row.number}>
              <th scope="row" className="figures">
                {row.number}
              </th>
              <td className="min-w-64">
                <VerdictText row={row} verdict={verdicts[index] ?? { kind: 'late' }} context={context} />
                {row.isHidden && <span className="block">{t('admin.import.hiddenRow')}</span>}
              </td>
              {columns.map((column) => (
                <td key={column}>
                  {column === 'email' ? (
                    <bdi dir="ltr">{row.texts.email}</bdi>
                  ) : (
                    <TypedText text={row.texts[column]} />
                  )}
                  {column === 'country' && (
                    <RecordedCountry text={row.texts.country} file={file} context={context} />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Below the name of a country as it was written, the name under which it is recorded. */
function RecordedCountry({ text, file, context }: { text: string; file: StoredFile; context: Context }) {
  const code = text === '' ? undefined : countryOf(text, file.countries);
  if (code === undefined) return null;
  const name = code === '' ? context.t('admin.import.countries.none') : countryName(code, context.locale);
  return name === text ? null : (
    <span className="block text-quiet">
      <bdi>{name}</bdi>
    </span>
  );
}

/** The verdict on a row in words and with a sign, never by colour alone (WCAG 1.4.1). */
function VerdictText({ row, verdict, context }: { row: TypedRow; verdict: Verdict; context: Context }) {
  const { locale, t } = context;
  switch (verdict.kind) {
    case 'good':
      return <span>✓ {t('admin.import.verdicts.good')}</span>;
    case 'update':
      return (
        <>
          ? {t('admin.import.verdicts.update', { reference: verdict.reference })}
          <Changes changes={verdict.changes} locale={locale} />
        </>
      );
    case 'alike':
      return <span>? {t('admin.import.verdicts.alike', { reference: verdict.reference })}</span>;
    case 'wrong':
      return (
        <span className="text-bad">
          <RunningText
            text={`✗ ${problemTexts(verdict.problems, row, context).join(' · ')}`}
            around={directionOf(locale)}
          />
        </span>
      );
    default:
      return (
        <span className="text-bad">
          ✗{' '}
          {t(`admin.import.verdicts.${verdict.kind}`, {
            reference: 'reference' in verdict ? verdict.reference : '',
            row: 'row' in verdict ? verdict.row : 0,
          })}
        </span>
      );
  }
}

/** Every problem of a row as a sentence. A flagged cell has its own sentence instead of the complaint about its text. */
function problemTexts(problems: RowProblems, row: TypedRow, { locale, t }: Context): string[] {
  const { country, ...others } = problems.fields;
  const flagged = Object.entries(problems.cells).map(([column, flag]) =>
    t(`admin.import.cell.${flag}`, {
      column: columnTitle(column as ImportColumn, locale),
      text: isolated(row.texts[column as ImportColumn]),
    }),
  );
  return [
    ...flagged,
    ...errorMessages(others, locale)
      .filter(({ field }) => !problems.cells[field])
      .map(({ text }) => text),
    ...(country && !problems.cells.country ? [t('admin.import.verdicts.country')] : []),
    ...(problems.isSourceUnknown && !problems.cells.source
      ? [
          t('admin.import.verdicts.source', {
            words: importSources.map((source) => t(`admin.source.${source}`)).join(comma[locale]),
          }),
        ]
      : []),
    ...(problems.isReasonTooLong ? [t('admin.task.reason.tooLong')] : []),
  ];
}
